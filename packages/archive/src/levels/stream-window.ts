import { PREFIX_SIZE } from '../deflate/rebuild-chunk.ts';

const NOTHING = new Uint8Array(0);

/**
 * The last bytes of a stream, as far as a run may reach back: the same when it is shortened, and when it is rebuilt.
 */
export class StreamWindow {
  #bytes = NOTHING;

  /** Content of a run: what is before it, itself, and what comes behind it. */
  around(chunk: Uint8Array, ahead: Uint8Array): { content: Uint8Array; prefixSize: number } {
    const content = new Uint8Array(this.#bytes.length + chunk.length + ahead.length);
    content.set(this.#bytes);
    content.set(chunk, this.#bytes.length);
    content.set(ahead, this.#bytes.length + chunk.length);
    return { content, prefixSize: this.#bytes.length };
  }

  /** Moves behind the run. */
  pass(chunk: Uint8Array): void {
    if (chunk.length >= PREFIX_SIZE) {
      this.#bytes = chunk.slice(-PREFIX_SIZE);
      return;
    }
    const kept = this.#bytes.subarray(Math.max(0, this.#bytes.length + chunk.length - PREFIX_SIZE));
    const bytes = new Uint8Array(kept.length + chunk.length);
    bytes.set(kept);
    bytes.set(chunk, kept.length);
    this.#bytes = bytes;
  }
}
