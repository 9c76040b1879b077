import { bufferSource } from '@deltaglider/core';
import {
  chunked,
  describeDeltaCodecPort,
  mutate,
  outcomeOf,
  randomBytes,
} from '@deltaglider/testing';
import { collect } from '@deltaglider/core';
import { expect, it } from 'vitest';
import { DeflateCodec } from '../src/deflate-codec.ts';

describeDeltaCodecPort('DeflateCodec', { create: async () => new DeflateCodec() });

it('refuses what follows a delta', async () => {
  const reference = bufferSource(randomBytes(1, 50_000));
  const target = mutate(randomBytes(1, 50_000), 2, 3);
  const codec = new DeflateCodec();
  const delta = await collect(codec.encode(reference, chunked(target)));
  const longer = Buffer.concat([delta, Buffer.from('x')]);
  const decoding = collect(codec.decode(reference, chunked(longer)));
  expect(await outcomeOf(decoding)).toBe('DELTA_FAILED');
});
