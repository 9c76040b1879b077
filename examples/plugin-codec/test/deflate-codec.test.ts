import { bufferSource, collect } from '@deltaglider/core';
import {
  chunked,
  describeDeltaCodecPort,
  mutate,
  outcomeOf,
  randomBytes,
} from '@deltaglider/testing';
import { expect, it } from 'vitest';
import { DeflateCodec } from '../src/deflate-codec.ts';

describeDeltaCodecPort('DeflateCodec', { create: async () => new DeflateCodec() });

const bytes = randomBytes(1, 50_000);
const reference = bufferSource(bytes);
const target = mutate(bytes, 2, 3);
const codec = new DeflateCodec();

async function decode(delta: AsyncIterable<Uint8Array>, over = bytes): Promise<string> {
  return await outcomeOf(collect(codec.decode(bufferSource(over), delta)));
}

it('refuses what follows a delta', async () => {
  const delta = await collect(codec.encode(reference, chunked(target)));
  expect(await decode(chunked(delta))).toBe('resolved');
  expect(await decode(chunked(Buffer.concat([delta, Buffer.from('x')])))).toBe('DELTA_FAILED');
});

it('refuses another reference', async () => {
  const delta = await collect(codec.encode(reference, chunked(target)));
  const other = Uint8Array.from(bytes);
  other[20_000] = (other[20_000] ?? 0) ^ 1;
  expect(await decode(chunked(delta), other)).toBe('DELTA_FAILED');
});

it('lets go of a delta that it refuses', async () => {
  let ended = false;
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* chunked(randomBytes(3, 1000), [100]);
    } finally {
      ended = true;
    }
  };
  expect(await decode(watched())).toBe('DELTA_FAILED');
  expect(ended).toBe(true);
});
