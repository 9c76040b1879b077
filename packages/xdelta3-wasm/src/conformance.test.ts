import { describeDeltaCodecPort } from '@deltaglider/testing';
import { afterAll } from 'vitest';
import { Xdelta3Codec } from './index.ts';

const inline = new Xdelta3Codec({ workers: 0 });
const workers = new Xdelta3Codec({ workers: 2, inlineBelow: 0 });
afterAll(() => {
  workers.close();
});

describeDeltaCodecPort('Xdelta3Codec on the calling thread', { create: async () => inline });
describeDeltaCodecPort('Xdelta3Codec in workers', { create: async () => workers });
