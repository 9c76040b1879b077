/** The sealed bytes of one entry, wherever they lie. */
export interface SealedChunks {
  /** Whether reading takes long enough that the next chunks should be asked for in advance. */
  readonly readAhead: boolean;
  /** The sealed chunks `first` to `first + count - 1`, tags included; those that are missing come short or empty. */
  read(first: number, count: number): Promise<readonly Uint8Array[]>;
  /** Releases what is held open. */
  close(): Promise<void>;
}
