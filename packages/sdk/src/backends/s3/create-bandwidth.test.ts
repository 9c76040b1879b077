import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBandwidth } from './create-bandwidth.ts';

/** A clock that only sleeping moves. */
function world(bytesPerSecond: number) {
  let time = 0;
  const bandwidth = createBandwidth({
    bytesPerSecond,
    now: () => time,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      time += ms;
    },
  });
  return { bandwidth, now: () => time, pass: (ms: number) => (time += ms) };
}

describe('createBandwidth', () => {
  it('takes as long as the bytes need, whatever their pieces', async () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 1 << 20 }), { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(pieces, async (sizes) => {
        const { bandwidth, now } = world(1000);
        for (const size of sizes) await bandwidth.take(size);
        expect(now()).toBeCloseTo(sizes.reduce((sum, size) => sum + size, 0));
      }),
    );
  });

  it('lets those who share it wait for each other', async () => {
    const waits: number[] = [];
    const bandwidth = createBandwidth({
      bytesPerSecond: 1000,
      now: () => 7,
      sleep: async (ms) => void waits.push(ms),
    });
    await Promise.all([bandwidth.take(500), bandwidth.take(500), bandwidth.take(500)]);
    expect(waits).toEqual([500, 1000, 1500]);
  });

  it('does not make up for what was not used', async () => {
    const { bandwidth, now, pass } = world(1000);
    pass(60_000);
    await bandwidth.take(1000);
    expect(now()).toBe(61_000);
  });

  it('ends with the signal', async () => {
    const { bandwidth } = world(1000);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(bandwidth.take(1000, { signal })).rejects.toThrow('enough');
  });
});
