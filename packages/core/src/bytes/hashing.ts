import type { CreateHash } from '../ports/hash.ts';
import type { ByteSource, ByteStream } from './byte-source.ts';
import { toHex } from './hex.ts';
import { readStream, type ReadStreamOptions } from './read-stream.ts';

/** Objects up to this size have an MD5: there S3's own ETag would be one. It is S3's multipart threshold. */
const MD5_MAX_SIZE = 8 * 1024 * 1024;

/** What is known of content once it has been read. */
export interface ContentDigest {
  readonly size: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** 32 lower-case hex digits, where it was computed. */
  readonly md5: string | undefined;
}

export interface HashFunctions {
  readonly sha256: CreateHash;
  readonly md5: CreateHash | undefined;
}

export interface ContentHasher {
  update(chunk: Uint8Array): void;
  /** Call once, at the end. */
  digest(): ContentDigest;
}

/** Computes everything that we record of an object's content. */
export function hashContent(hashes: HashFunctions, size: number): ContentHasher {
  const sha256 = hashes.sha256();
  const md5 = size <= MD5_MAX_SIZE ? hashes.md5?.() : undefined;
  let seen = 0;
  return {
    update: (chunk) => {
      seen += chunk.length;
      sha256.update(chunk);
      md5?.update(chunk);
    },
    digest: () => ({
      size: seen,
      sha256: toHex(sha256.digest()),
      md5: md5 === undefined ? undefined : toHex(md5.digest()),
    }),
  };
}

/** Hashes the chunks that pass. */
export async function* hashed(
  stream: ByteStream,
  hasher: Pick<ContentHasher, 'update'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of stream) {
    hasher.update(chunk);
    yield chunk;
  }
}

/** Reads a source once for its digests. */
export async function digestSource(
  hashes: HashFunctions,
  source: ByteSource,
  options: ReadStreamOptions = {},
): Promise<ContentDigest> {
  const hasher = hashContent(hashes, source.size);
  for await (const chunk of readStream(source, options)) hasher.update(chunk);
  return hasher.digest();
}
