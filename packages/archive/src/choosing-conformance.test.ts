import { MemoryScratch } from '@deltaglider/core';
import { describeDeltaCodecPort, mutate, randomBytes } from '@deltaglider/testing';
import { Xdelta3Codec } from '@deltaglider/xdelta3-wasm';
import { locked, LockedCodec } from '../test/locked-codec.ts';
import { ChoosingCodec } from './index.ts';

const plain = new Xdelta3Codec({ workers: 0 });
const archive = new LockedCodec();
const content = randomBytes(1, 100_000);
const reference = locked(content);

for (const mode of ['auto', 'archive:smallest'] as const) {
  describeDeltaCodecPort(`ChoosingCodec (${mode})`, {
    create: async () => new ChoosingCodec({ plain, archive, scratch: new MemoryScratch(), mode }),
    find: (name) => [plain, archive].find((codec) => codec.name === name),
    pairs: {
      'compressed bytes': { reference, target: locked(mutate(content, 2, 1)) },
      'compressed bytes that are alike as they are': {
        reference,
        target: mutate(reference, 4, 1),
      },
      'compressed bytes in many places': {
        reference,
        target: locked(mutate(content, 3, 20)),
      },
    },
    randomRuns: 10,
  });
}
