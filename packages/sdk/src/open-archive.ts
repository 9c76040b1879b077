import { createHash } from 'node:crypto';
import { ArchiveCodec, type ArchiveCodecOptions } from '@deltaglider/archive';
import type { DeltaCodecPort, ReferenceCachePort } from '@deltaglider/core';
import { FileScratch } from './scratch/file-scratch.ts';

export interface OpenArchiveOptions {
  /** What makes and applies VCDIFF; whoever gives it closes it. */
  readonly inner: DeltaCodecPort;
  readonly scratchDirectory: string | undefined;
  /** Where expanded references are kept, beside the others. */
  readonly cache: ReferenceCachePort | undefined;
  readonly mode: ArchiveCodecOptions['mode'];
}

/** The codec `archive/1`, which looks through compression; each of its modes reads what all of them write. */
export function openArchive({ inner, scratchDirectory, cache, mode }: OpenArchiveOptions) {
  return new ArchiveCodec({
    inner,
    sha256: () => createHash('sha256'),
    scratch: new FileScratch({ directory: scratchDirectory }),
    cache,
    mode,
  });
}
