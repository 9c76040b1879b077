import { createHash } from 'node:crypto';
import { MemoryScratch } from '@deltaglider/core';
import { describeDeltaCodecPort } from '@deltaglider/testing';
import { Xdelta3Codec } from '@deltaglider/xdelta3-wasm';
import { codecWith } from '../test/support.ts';
import { ArchiveCodec } from './archive-codec.ts';

describeDeltaCodecPort('ExternalCompressionCodec around Xdelta3Codec', {
  create: async () => codecWith(new MemoryScratch()),
});

describeDeltaCodecPort('ArchiveCodec around Xdelta3Codec', {
  create: async () =>
    new ArchiveCodec({
      inner: new Xdelta3Codec({ workers: 0 }),
      sha256: () => createHash('sha256'),
      scratch: new MemoryScratch(),
      workers: 0,
    }),
});
