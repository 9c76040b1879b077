import type { SealedChunks } from '../format/sealed-chunks.ts';

/** The sealed bytes of an entry in memory, one array per chunk. */
export class SealedMemory implements SealedChunks {
  readonly readAhead = false;
  header: Uint8Array = new Uint8Array();
  size = 0;
  readonly #chunks: Uint8Array[] = [];

  /** Takes the header first, then chunk after chunk. */
  append(parts: readonly Uint8Array[]): void {
    const bytes = Buffer.concat(parts);
    if (this.size === 0) this.header = bytes;
    else this.#chunks.push(bytes);
    this.size += bytes.length;
  }

  async read(first: number, count: number): Promise<readonly Uint8Array[]> {
    return this.#chunks.slice(first, first + count);
  }

  async close(): Promise<void> {
    // The cache may still have it; the garbage collector knows.
  }
}
