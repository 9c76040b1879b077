/** Puts parts of a bit stream together where they share a byte. */
export class BitJoiner {
  #bits = 0;
  #shared = 0;

  /** Bits of the last byte that are in use; 0 where it is full. */
  get phase(): number {
    return this.#bits % 8;
  }

  /** The whole bytes there are once this part, of `bits` bits from `phase` on, has been added. May change `part`. */
  add(part: Uint8Array, bits: number): Uint8Array {
    if (part.length === 0) return part;
    part[0] = (part[0] ?? 0) | this.#shared;
    this.#bits = this.phase + bits;
    const isShared = this.#bits % 8 !== 0;
    this.#shared = isShared ? (part.at(-1) ?? 0) : 0;
    return isShared ? part.subarray(0, -1) : part;
  }

  /** The last byte, with a value for the bits that are left of it; none where it is full. */
  end(tail: number): Uint8Array {
    const last = this.#shared | (tail << this.phase);
    const bytes = this.phase === 0 ? new Uint8Array(0) : Uint8Array.of(last);
    this.#bits = 0;
    this.#shared = 0;
    return bytes;
  }
}
