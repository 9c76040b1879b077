import { toHex, type AbortOptions, type ByteSource, readStream } from '@deltaglider/core';
import type { ArchiveCodecOptions, ArchiveMode } from './archive-codec-options.ts';
import type { OpenDeflate } from './deflate-tools.ts';
import type { ArchiveLimits } from './plan/archive-limits.ts';
import type { KeptReference } from './reference/kept-reference.ts';

/** What all calls of a codec share. */
export interface ArchiveWork extends Pick<
  ArchiveCodecOptions,
  'inner' | 'sha256' | 'scratch' | 'cache'
> {
  readonly mode: ArchiveMode;
  readonly limits: ArchiveLimits;
  readonly tools: OpenDeflate;
  readonly kept: KeptReference;
  /** Of references that were hashed before: their bytes never change. */
  readonly digests: WeakMap<ByteSource, string>;
}

/** The SHA-256 of a reference, hashed at most once. */
export async function digestOf(
  work: ArchiveWork,
  reference: ByteSource,
  { signal }: AbortOptions,
): Promise<string> {
  const known = work.digests.get(reference);
  if (known !== undefined) return known;
  const hash = work.sha256();
  for await (const chunk of readStream(reference, { signal })) hash.update(chunk);
  const digest = toHex(hash.digest());
  work.digests.set(reference, digest);
  return digest;
}
