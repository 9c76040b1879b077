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

/** What a reference expands to may be far larger than what anybody uploaded: of that, so much is held in memory. */
const RESIDENT_EXPANDED = 128 * 1024 * 1024;

/** VCDIFF between what objects expand to. */
export function openInnerXdelta3(): DeltaCodecPort {
  return new Xdelta3Codec({ residentReference: RESIDENT_EXPANDED });
}
