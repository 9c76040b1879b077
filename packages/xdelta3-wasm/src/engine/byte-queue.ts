/** Chunks in order, taken out in other sizes; copies only where sizes differ. */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #size = 0;

  /** Bytes in the queue. */
  get size(): number {
    return this.#size;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#size += bytes.length;
  }

  /** The first `length` bytes; a chunk of just that length comes back as it is. */
  take(length: number): Uint8Array {
    const [first] = this.#chunks;
    if (first?.length === length) {
      this.#chunks.shift();
      this.#size -= length;
      return first;
    }
    const bytes = new Uint8Array(length);
    this.takeInto(bytes);
    return bytes;
  }

  /** Fills `target` from the front of the queue. */
  takeInto(target: Uint8Array): void {
    let filled = 0;
    let used = 0;
    while (filled < target.length) {
      const chunk = this.#chunks[used];
      if (chunk === undefined) throw new RangeError('The queue holds fewer bytes.');
      const part = chunk.subarray(0, target.length - filled);
      target.set(part, filled);
      filled += part.length;
      if (part.length < chunk.length) this.#chunks[used] = chunk.subarray(part.length);
      else used += 1;
    }
    this.#chunks.splice(0, used);
    this.#size -= filled;
  }
}
