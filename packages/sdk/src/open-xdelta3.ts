import { createHash } from 'node:crypto';
import { ExternalCompressionCodec } from '@deltaglider/archive';
import type { DeltaCodecPort } from '@deltaglider/core';
import { Xdelta3Codec } from '@deltaglider/xdelta3-wasm';
import { FileScratch } from './scratch/file-scratch.ts';

/** The codec `xdelta3`, which also restores what the xdelta3 command made of decompressed data. */
export function openXdelta3(scratchDirectory: string | undefined): DeltaCodecPort {
  return new ExternalCompressionCodec({
    inner: new Xdelta3Codec(),
    sha256: () => createHash('sha256'),
    scratch: new FileScratch({ directory: scratchDirectory }),
  });
}
