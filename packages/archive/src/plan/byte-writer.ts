/** Bytes that are put together from numbers; it grows as needed. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #size = 0;

  byte(value: number): void {
    this.#room(1)[this.#size] = value;
    this.#size += 1;
  }

  /** A whole number up to 2^53 - 1: seven bits a byte, the lowest first, the top bit set in all but the last. */
  varint(value: number): void {
    const bytes = this.#room(8);
    let rest = value;
    while (rest >= 128) {
      bytes[this.#size] = (rest % 128) + 128;
      this.#size += 1;
      rest = Math.floor(rest / 128);
    }
    bytes[this.#size] = rest;
    this.#size += 1;
  }

  bytes(value: Uint8Array): void {
    this.#room(value.length).set(value, this.#size);
    this.#size += value.length;
  }

  /** What was written so far, as a copy. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#size);
  }

  #room(size: number): Uint8Array {
    if (this.#size + size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#size + size));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
