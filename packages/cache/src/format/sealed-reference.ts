import { type AbortOptions, type CachedReference, DeltaGliderError } from '@deltaglider/core';
import type { EntryCipher } from './entry-cipher.ts';
import type { EntryLayout } from './entry-layout.ts';
import type { SealedChunks } from './sealed-chunks.ts';

/** Chunks that are fetched at once, and chunks that stay decrypted. */
const WINDOW = 4;
const EMPTY = new Uint8Array();

export interface SealedReferenceOptions {
  readonly sha256: string;
  readonly layout: EntryLayout;
  readonly cipher: EntryCipher;
  readonly chunks: SealedChunks;
  /** Told once when a chunk does not open; what it resolves to is waited for before the read fails. */
  readonly onDamage: () => Promise<void>;
}

/** An open entry: decrypts what a read needs, and remembers the last few chunks. */
export class SealedReference implements CachedReference {
  readonly size: number;
  readonly #options: SealedReferenceOptions;
  /** Decrypted chunks, the least recently used first. */
  readonly #recent = new Map<number, Uint8Array>();
  #ahead: { first: number; count: number; sealed: Promise<readonly Uint8Array[]> } | undefined;
  #next = 0;
  #closed: Promise<void> | undefined;
  #damaged = false;

  constructor(options: SealedReferenceOptions) {
    this.size = options.layout.size;
    this.#options = options;
  }

  async read(offset: number, length: number, options?: AbortOptions): Promise<Uint8Array> {
    options?.signal?.throwIfAborted();
    const { chunkSize } = this.#options.layout;
    const end = Math.min(offset + length, this.size);
    const bytes = new Uint8Array(Math.max(0, end - offset));
    this.#checkOpen();
    for (let at = offset; at < end;) {
      const index = Math.floor(at / chunkSize);
      const last = Math.floor((end - 1) / chunkSize);
      const chunks = await this.#open(index, Math.min(last - index + 1, WINDOW));
      options?.signal?.throwIfAborted();
      this.#checkOpen();
      for (const [i, chunk] of chunks.entries()) {
        const start = (index + i) * chunkSize;
        // Empty for the chunks behind the read that were fetched in advance: `at` has reached `end` by then.
        const part = chunk.subarray(at - start, end - start);
        bytes.set(part, at - offset);
        at += part.length;
      }
    }
    return bytes;
  }

  /**
   * Opens the first and the last chunk, which shows truncation, prolongation and a foreign body at once.
   * @throws INTEGRITY_MISMATCH
   */
  async probe(): Promise<void> {
    const { chunks, layout } = this.#options;
    const last = layout.chunkCount - 1;
    for (const index of last === 0 ? [0] : [0, last]) {
      const [sealed = EMPTY] = await chunks.read(index, 1);
      await this.#decrypt(index, sealed);
    }
    this.#next = 1;
  }

  close(): Promise<void> {
    this.#recent.clear();
    this.#ahead = undefined;
    this.#closed ??= this.#options.chunks.close();
    return this.#closed;
  }

  #checkOpen(): void {
    if (this.#closed === undefined) return;
    const name = this.#options.sha256;
    throw new DeltaGliderError('INVALID_ARGUMENT', `The cached reference ${name} is closed.`);
  }

  /** Decrypted chunks from `first` on: at least one, at most `count`. */
  async #open(first: number, count: number): Promise<Uint8Array[]> {
    const known = this.#recall(first, count);
    if (known.length > 0) return known;
    const sealed = await this.#fetch(first, count);
    const plain: Uint8Array[] = [];
    for (const [i, chunk] of sealed.entries()) plain.push(await this.#decrypt(first + i, chunk));
    return plain;
  }

  #recall(first: number, count: number): Uint8Array[] {
    const found: Uint8Array[] = [];
    for (let index = first; index < first + count; index++) {
      const chunk = this.#recent.get(index);
      if (chunk === undefined) break;
      this.#remember(index, chunk);
      found.push(chunk);
    }
    return found;
  }

  #remember(index: number, chunk: Uint8Array): void {
    this.#recent.delete(index);
    this.#recent.set(index, chunk);
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= WINDOW) break;
      this.#recent.delete(oldest);
    }
  }

  async #fetch(first: number, count: number): Promise<readonly Uint8Array[]> {
    const { chunks, layout } = this.#options;
    const ahead = this.#ahead;
    const sequential = first === this.#next;
    const fetched = ahead?.first === first && ahead.count >= count ? ahead : undefined;
    const taken = fetched?.count ?? count;
    this.#ahead = undefined;
    this.#next = first + taken;
    const sealed = fetched?.sealed ?? chunks.read(first, taken);
    const left = Math.min(WINDOW, layout.chunkCount - this.#next);
    if (sequential && chunks.readAhead && left > 0) this.#fetchAhead(left);
    return sealed;
  }

  #fetchAhead(count: number): void {
    const sealed = this.#options.chunks.read(this.#next, count);
    // Whoever asks for these chunks gets the failure; nobody may.
    sealed.catch(() => undefined);
    this.#ahead = { first: this.#next, count, sealed };
  }

  async #decrypt(index: number, sealed: Uint8Array): Promise<Uint8Array> {
    const { cipher, layout, sha256 } = this.#options;
    const plain = cipher.open(index, index === layout.chunkCount - 1, sealed);
    if (plain !== undefined) {
      this.#remember(index, plain);
      return plain;
    }
    if (!this.#damaged) {
      this.#damaged = true;
      await this.#options.onDamage();
    }
    throw new DeltaGliderError(
      'INTEGRITY_MISMATCH',
      `The cached copy of the reference ${sha256} is damaged; it was dropped from the cache.`,
      { details: { expected: sha256, hint: 'Try again: the reference will be fetched anew.' } },
    );
  }
}
