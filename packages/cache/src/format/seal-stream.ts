import { createHash } from 'node:crypto';
import { type AbortOptions, type ByteStream, DeltaGliderError } from '@deltaglider/core';
import type { EntryCipher } from './entry-cipher.ts';

export interface SealOptions extends AbortOptions {
  readonly sha256: string;
  readonly cipher: EntryCipher;
  readonly chunkSize: number;
  /** Stores the parts one behind the other. Called again only after the promise of the call before is fulfilled. */
  readonly write: (parts: readonly Uint8Array[]) => Promise<void>;
}

/**
 * Seals a stream into one entry and hashes it on the way. Two chunks are in memory at a time.
 * @throws INTEGRITY_MISMATCH after everything was written, when the bytes do not have the digest.
 */
export async function sealStream(content: ByteStream, options: SealOptions): Promise<void> {
  const hash = createHash('sha256');
  const sink = new ChunkSink(options);
  try {
    for await (const bytes of content) {
      options.signal?.throwIfAborted();
      hash.update(bytes);
      await sink.add(bytes);
    }
    await sink.end();
  } finally {
    await sink.settle();
  }
  options.signal?.throwIfAborted();
  checkDigest(options.sha256, hash.digest('hex'));
}

function checkDigest(expected: string, actual: string): void {
  if (actual === expected) return;
  throw new DeltaGliderError(
    'INTEGRITY_MISMATCH',
    `The bytes for the reference ${expected} have the digest ${actual}, so they were not kept.`,
    { details: { expected, actual } },
  );
}

/** Cuts bytes into chunks and seals the next one while the one before is being written. */
class ChunkSink {
  readonly #options: SealOptions;
  readonly #buffer: Buffer;
  #filled = 0;
  #index = 0;
  #written: Promise<void>;

  constructor(options: SealOptions) {
    this.#options = options;
    this.#buffer = Buffer.allocUnsafe(options.chunkSize);
    this.#written = start(options.write([options.cipher.header]));
  }

  async add(bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length;) {
      // A full chunk waits for the next byte: without one it is the last.
      if (this.#filled === this.#buffer.length) await this.#flush(false);
      const part = bytes.subarray(offset, offset + this.#buffer.length - this.#filled);
      this.#buffer.set(part, this.#filled);
      this.#filled += part.length;
      offset += part.length;
    }
  }

  async end(): Promise<void> {
    await this.#flush(true);
    await this.#written;
  }

  /** Waits until nothing is being written any more, for better or worse. */
  async settle(): Promise<void> {
    await Promise.allSettled([this.#written]);
  }

  async #flush(final: boolean): Promise<void> {
    const { cipher, write } = this.#options;
    const parts = cipher.seal(this.#index, final, this.#buffer.subarray(0, this.#filled));
    this.#index += 1;
    this.#filled = 0;
    await this.#written;
    this.#written = start(write(parts));
  }
}

/** Lets a promise fail before somebody waits for it: the next flush will. */
function start(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
}
