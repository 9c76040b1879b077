import { MemoryScratch } from '@deltaglider/core';
import { describeDeltaCodecPort } from '@deltaglider/testing';
import { codecWith } from '../test/support.ts';

describeDeltaCodecPort('ExternalCompressionCodec around Xdelta3Codec', {
  create: async () => codecWith(new MemoryScratch()),
});
