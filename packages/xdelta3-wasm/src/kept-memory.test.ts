import { createHash } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { collect, concat, edited, noise, prose, sourceOf, streamOf } from '../test/support.ts';
import { Xdelta3Codec, type Xdelta3CodecOptions } from './index.ts';

const MIB = 1024 * 1024;

function codecWith(options: Xdelta3CodecOptions = {}): Xdelta3Codec {
  const codec = new Xdelta3Codec({ workers: 1, inlineBelow: 0, ...options });
  onTestFinished(() => {
    codec.close();
  });
  return codec;
}

/** Workers that run, in the order in which they started. */
function watchWorkers(): Set<Worker> {
  const running = new Set<Worker>();
  const listener = (worker: Worker) => {
    running.add(worker);
    worker.once('exit', () => running.delete(worker));
  };
  process.on('worker', listener);
  onTestFinished(() => {
    process.off('worker', listener);
  });
  return running;
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A pair with its delta, made by a codec that nothing else has used. */
async function pairOf(reference: Uint8Array) {
  const target = edited(reference);
  const delta = await collect(codecWith().encode(sourceOf(reference), streamOf(target)));
  return { reference, target, delta, referenceSha256: sha256Of(reference) };
}

type Pair = Awaited<ReturnType<typeof pairOf>>;

/** Restores the pair's target. Resolves to how many bytes of the reference were read for it. */
async function bytesReadFor(codec: Xdelta3Codec, pair: Pair, isNamed = true): Promise<number> {
  const source = sourceOf(pair.reference);
  const options = isNamed ? { referenceSha256: pair.referenceSha256 } : {};
  const restored = await collect(codec.decode(source, streamOf(pair.delta), options));
  expect(Buffer.compare(restored, pair.target)).toBe(0);
  return source.bytesRead;
}

describe('a decoder', () => {
  it('reads a reference once whose digest it is told, and any other each time', async () => {
    const codec = codecWith();
    const pair = await pairOf(noise(3 * MIB));
    expect(await bytesReadFor(codec, pair)).toBe(3 * MIB);
    expect(await bytesReadFor(codec, pair)).toBe(0);
    expect(await bytesReadFor(codec, pair, false)).toBe(3 * MIB);
    expect(await bytesReadFor(codec, pair)).toBe(0);
  });

  it('takes no reference for another of the same size', async () => {
    const codec = codecWith();
    const [one, other] = [await pairOf(noise(MIB, 1)), await pairOf(noise(MIB, 2))];
    for (const pair of [one, other, one, other]) await bytesReadFor(codec, pair);
    expect(await bytesReadFor(codec, one)).toBe(0);
    expect(await bytesReadFor(codec, other)).toBe(0);
  });

  it('reads the parts that an earlier delta had no need of', async () => {
    const codec = codecWith();
    const reference = noise(6 * MIB);
    const referenceSha256 = sha256Of(reference);
    for (const part of [0, 4, 2, 0, 4]) {
      const target = concat(reference.subarray(part * MIB, (part + 2) * MIB), noise(100, 9));
      const delta = await collect(codec.encode(sourceOf(reference), streamOf(target)));
      await bytesReadFor(codec, { reference, target, delta, referenceSha256 });
    }
    const whole = await collect(codec.encode(sourceOf(reference), streamOf(reference)));
    const pair = { reference, target: reference, delta: whole, referenceSha256 };
    expect(await bytesReadFor(codec, pair)).toBe(0);
  });

  it('holds the reference that was used last rather than all of them', async () => {
    const codec = codecWith();
    const pairs = await Promise.all([1, 2, 3, 4, 5].map((seed) => pairOf(noise(MIB, seed))));
    for (const pair of pairs) await bytesReadFor(codec, pair);
    const last = pairs.at(-1);
    if (last !== undefined) expect(await bytesReadFor(codec, last)).toBe(0);
    const [first] = pairs;
    if (first !== undefined) expect(await bytesReadFor(codec, first)).toBe(MIB);
  });

  it('reads the reference again when a delta was damaged', async () => {
    const codec = codecWith();
    const pair = await pairOf(noise(2 * MIB));
    await bytesReadFor(codec, pair);
    const { referenceSha256 } = pair;
    const damaged = pair.delta.slice(0, -20);
    const decoded = codec.decode(sourceOf(pair.reference), streamOf(damaged), { referenceSha256 });
    await expect(collect(decoded)).rejects.toThrow('delta');
    expect(await bytesReadFor(codec, pair)).toBe(2 * MIB);
  });

  it('finds its reference in the worker that holds it', async () => {
    const workers = watchWorkers();
    const codec = codecWith({ workers: 2 });
    const [one, other] = [await pairOf(noise(MIB, 1)), await pairOf(noise(MIB, 2))];
    workers.clear();
    await Promise.all([bytesReadFor(codec, one), bytesReadFor(codec, other)]);
    expect(workers.size).toBe(2);
    expect(await bytesReadFor(codec, one)).toBe(0);
    expect(await bytesReadFor(codec, other)).toBe(0);
  });

  it('gives its memory back when nobody has asked for half a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const workers = watchWorkers();
    const codec = codecWith();
    const pair = await pairOf(noise(MIB));
    workers.clear();
    await bytesReadFor(codec, pair);
    const [worker] = workers;
    const gone = new Promise((resolve) => worker?.once('exit', resolve));
    vi.advanceTimersByTime(29_999);
    expect(await bytesReadFor(codec, pair)).toBe(0);
    vi.advanceTimersByTime(30_000);
    await gone;
    expect(await bytesReadFor(codec, pair)).toBe(MIB);
  });
});

describe('an encoder', () => {
  it('makes the same deltas in memory that other encoders have used', async () => {
    const codec = codecWith();
    const sizes = [MIB, 100_000, 3 * MIB, 0, 700_000];
    for (const [seed, size] of sizes.entries()) {
      const pair = await pairOf(prose(size, seed + 1));
      const encoded = codec.encode(sourceOf(pair.reference), streamOf(pair.target));
      expect(Buffer.compare(await collect(encoded), pair.delta)).toBe(0);
    }
  });

  it('makes the same deltas where it sees a window of a reference, and after it all of one', async () => {
    const options = { residentReference: 2 * MIB };
    const codec = codecWith(options);
    for (const size of [5 * MIB, MIB / 2, 5 * MIB]) {
      const reference = noise(size, 7);
      const target = edited(reference);
      const encode = (by: Xdelta3Codec) =>
        collect(by.encode(sourceOf(reference), streamOf(target)));
      expect(Buffer.compare(await encode(codec), await encode(codecWith(options)))).toBe(0);
    }
  });

  it('keeps its worker', async () => {
    const workers = watchWorkers();
    const codec = codecWith();
    for (const seed of [1, 2, 3]) {
      const reference = noise(12 * MIB, seed);
      await collect(codec.encode(sourceOf(reference), streamOf(edited(reference))));
    }
    expect(workers.size).toBe(1);
  });
});
