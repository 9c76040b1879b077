import { bufferSource } from '../bytes/buffer-source.ts';
import type { AbortOptions, ByteStream } from '../bytes/byte-source.ts';
import { toHex } from '../bytes/hex.ts';
import { collect } from '../bytes/read-stream.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { CreateHash } from '../ports/hash.ts';
import type { CachedReference, ReferenceCachePort } from '../ports/reference-cache-port.ts';

/** Keeps references as they are in this process's memory, without a bound: for tests and browsers. */
export class MemoryCache implements ReferenceCachePort {
  readonly #entries = new Map<string, Uint8Array>();
  readonly #sha256: CreateHash;

  constructor(sha256: CreateHash) {
    this.#sha256 = sha256;
  }

  async get(sha256: string, options: AbortOptions = {}): Promise<CachedReference | undefined> {
    options.signal?.throwIfAborted();
    const bytes = this.#entries.get(sha256);
    return bytes === undefined ? undefined : open(bytes);
  }

  async put(
    sha256: string,
    content: ByteStream,
    options: AbortOptions = {},
  ): Promise<CachedReference> {
    options.signal?.throwIfAborted();
    const bytes = await collect(content);
    const hash = this.#sha256();
    hash.update(bytes);
    const actual = toHex(hash.digest());
    if (actual !== sha256) {
      throw new DeltaGliderError(
        'INTEGRITY_MISMATCH',
        `A reference has the SHA-256 ${actual}, not ${sha256}.`,
        { details: { expected: sha256, actual } },
      );
    }
    this.#entries.set(sha256, bytes);
    return open(bytes);
  }

  async delete(sha256: string): Promise<void> {
    this.#entries.delete(sha256);
  }

  async clear(): Promise<void> {
    this.#entries.clear();
  }
}

function open(bytes: Uint8Array): CachedReference {
  return { ...bufferSource(bytes), close: async () => undefined };
}
