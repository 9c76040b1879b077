import { bufferSource, collect, type DeltaCodecPort } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { chunked } from '../bytes/chunked.ts';
import { mutate } from '../bytes/mutate.ts';
import { createRandom, randomBytes } from '../bytes/random-bytes.ts';
import { outcomeOf } from '../expectations/outcome-of.ts';
import { decode, encode } from './codec-subject.ts';

const reference = randomBytes(1, 20_000);
const target = mutate(reference, 2, 6);
const REFUSALS = ['DELTA_FAILED', 'UNSUPPORTED'];
const FLIPS = 60;

export function hostileCases(codec: () => DeltaCodecPort): void {
  describe('a delta that cannot be trusted', () => {
    it('is refused when it is cut short', async () => {
      const delta = await encode(codec(), { reference, target });
      for (const length of [0, 1, 3, 4, 5, 10, delta.length >> 1, delta.length - 1]) {
        const cut = chunked(delta.subarray(0, length));
        expect(await outcomeOf(decode(codec(), reference, cut)), `${length} bytes`).toBe(
          'DELTA_FAILED',
        );
      }
    });

    it('is refused when it is no delta', async () => {
      for (const [seed, size] of [
        [1, 1],
        [2, 100],
        [3, 100_000],
      ] as const) {
        const outcome = await outcomeOf(
          decode(codec(), reference, chunked(randomBytes(seed, size))),
        );
        expect(REFUSALS).toContain(outcome);
      }
    });

    it('never does worse than fail with a code when bytes of it are changed', async () => {
      const delta = await encode(codec(), { reference, target });
      const next = createRandom(4);
      for (let turn = 0; turn < FLIPS; turn++) {
        const damaged = Uint8Array.from(delta);
        // The first bytes hold what a decoder believes first: every other flip goes there.
        const at = next() % (turn % 2 === 0 ? Math.min(32, delta.length) : delta.length);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << (next() % 8));
        const decoding = codec().decode(bufferSource(reference), chunked(damaged), {
          maxSize: 1 << 20,
        });
        expect([...REFUSALS, 'resolved']).toContain(await outcomeOf(collect(decoding)));
      }
    });

    it('never does worse than fail with a code over another reference', async () => {
      const delta = await encode(codec(), { reference, target });
      for (const other of [new Uint8Array(0), reference.subarray(1), randomBytes(9, 20_000)]) {
        const decoding = codec().decode(bufferSource(other), chunked(delta), { maxSize: 1 << 20 });
        expect([...REFUSALS, 'resolved']).toContain(await outcomeOf(collect(decoding)));
      }
    });

    it('may yield no more than maxSize', async () => {
      const bomb = await encode(codec(), { reference, target: new Uint8Array(4 << 20) });
      const decoding = codec().decode(bufferSource(reference), chunked(bomb), { maxSize: 1 << 20 });
      let received = 0;
      const reading = (async () => {
        for await (const chunk of decoding) received += chunk.length;
      })();
      expect(await outcomeOf(reading)).toBe('DELTA_FAILED');
      expect(received).toBeLessThanOrEqual(1 << 20);
    });

    it('may yield exactly maxSize', async () => {
      const delta = await encode(codec(), { reference, target });
      const exact = { maxSize: target.length };
      const decoding = codec().decode(bufferSource(reference), chunked(delta), exact);
      expect(await collect(decoding)).toEqual(target);
      const less = { maxSize: target.length - 1 };
      const refused = collect(codec().decode(bufferSource(reference), chunked(delta), less));
      expect(await outcomeOf(refused)).toBe('DELTA_FAILED');
    });
  });
}
