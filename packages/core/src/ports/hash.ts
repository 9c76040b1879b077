/** A running hash; `createHash('sha256')` of Node satisfies it. */
export interface Hash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** Starts a new hash: `() => createHash('sha256')`. */
export type CreateHash = () => Hash;
