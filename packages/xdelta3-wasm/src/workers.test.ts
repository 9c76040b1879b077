import type { Worker } from 'node:worker_threads';
import { DeltaGliderError, type ByteSource } from '@deltaglider/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collect, concat, edited, noise, prose, sourceOf, streamOf } from '../test/support.ts';
import { Xdelta3Codec, type Xdelta3CodecOptions } from './index.ts';

const MIB = 1024 * 1024;
const text = prose(400_000);

function codecWith(options: Xdelta3CodecOptions): Xdelta3Codec {
  const codec = new Xdelta3Codec({ inlineBelow: 0, ...options });
  onTestFinished(() => {
    codec.close();
  });
  return codec;
}

/** Workers in the order in which they start. */
function watchWorkers(): Worker[] {
  const workers: Worker[] = [];
  const listener = (worker: Worker) => workers.push(worker);
  process.on('worker', listener);
  onTestFinished(() => {
    process.off('worker', listener);
  });
  return workers;
}

async function expectRoundTrip(codec: Xdelta3Codec): Promise<void> {
  const target = edited(text);
  const delta = await collect(codec.encode(sourceOf(text), streamOf(target)));
  const restored = await collect(codec.decode(sourceOf(text), streamOf(delta)));
  expect(Buffer.compare(restored, target)).toBe(0);
}

/** A target without end that says whether it was let go. */
function endless(): {
  readonly stream: AsyncGenerator<Uint8Array>;
  readonly state: { pulled: number; closed: boolean };
} {
  const state = { pulled: 0, closed: false };
  async function* generate() {
    try {
      for (let seed = 1; ; seed += 1) {
        state.pulled += MIB;
        yield prose(MIB, seed);
      }
    } finally {
      state.closed = true;
    }
  }
  return { stream: generate(), state };
}

/** Chunks that take a turn of the event loop to come, from an iterator that cannot be asked twice at once. */
function oneAtATime(bytes: Uint8Array, chunkSize: number): AsyncIterable<Uint8Array> {
  let offset = 0;
  let asked = false;
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    if (asked) throw new Error('The input was asked for two chunks at once.');
    asked = true;
    await new Promise((resolve) => setImmediate(resolve));
    asked = false;
    const value = bytes.subarray(offset, (offset += chunkSize));
    return value.length === 0 ? { done: true, value: undefined } : { done: false, value };
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

describe.each([
  ['in a worker', { workers: 1 }],
  ['on the calling thread', { workers: 0 }],
])('an operation %s', (_, options) => {
  it('asks its input for one chunk at a time', async () => {
    const codec = codecWith(options);
    const target = noise(3 * MIB);
    const reference = sourceOf(new Uint8Array(0));
    const delta = await collect(codec.encode(reference, oneAtATime(target, 50_000)));
    const restored = await collect(codec.decode(reference, oneAtATime(delta, 50_000)));
    expect(Buffer.compare(restored, target)).toBe(0);
  });

  it('that is aborted rejects with the reason, and lets its input go', async () => {
    const codec = codecWith(options);
    const controller = new AbortController();
    const reason = new Error('enough');
    const { stream, state } = endless();
    const encoded = codec.encode(sourceOf(text), stream, { signal: controller.signal });
    const consumed = (async () => {
      for await (const chunk of encoded) {
        expect(chunk.length).toBeGreaterThan(0);
        controller.abort(reason);
      }
    })();
    await expect(consumed).rejects.toBe(reason);
    expect(state.closed).toBe(true);
    await expectRoundTrip(codec);
  });

  it('that was aborted before does not begin', async () => {
    const reason = { not: 'an error' };
    const { stream, state } = endless();
    const signal = AbortSignal.abort(reason);
    await expect(
      collect(codecWith(options).encode(sourceOf(text), stream, { signal })),
    ).rejects.toBe(reason);
    expect(state.pulled).toBe(0);
  });

  it.each(['input', 'reference'])('does not wait for an %s that never comes', async (what) => {
    const codec = codecWith(options);
    const controller = new AbortController();
    const never = () =>
      new Promise<never>(() => {
        setImmediate(() => {
          controller.abort();
        });
      });
    const stuckInput = { [Symbol.asyncIterator]: () => ({ next: never }) };
    const stuckReference: ByteSource = { size: text.length, read: never };
    const operation =
      what === 'input'
        ? codec.encode(sourceOf(text), stuckInput, { signal: controller.signal })
        : codec.encode(stuckReference, streamOf(text), { signal: controller.signal });
    await expect(collect(operation)).rejects.toMatchObject({ name: 'AbortError' });
    await expectRoundTrip(codec);
  });

  it('that nobody reads to its end lets its input go', async () => {
    const codec = codecWith(options);
    const { stream, state } = endless();
    for await (const chunk of codec.encode(sourceOf(text), stream)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(state.closed).toBe(true);
    await expectRoundTrip(codec);
  });

  it('passes errors of its streams on as they are', async () => {
    const codec = codecWith(options);
    const broken = new Error('the disk is gone');
    const failing: ByteSource = { size: 9, read: () => Promise.reject(broken) };
    await expect(collect(codec.encode(failing, streamOf(text)))).rejects.toBe(broken);
    // eslint-disable-next-line require-yield
    async function* brokenInput(): AsyncGenerator<Uint8Array> {
      throw broken;
    }
    await expect(collect(codec.encode(sourceOf(text), brokenInput()))).rejects.toBe(broken);
    await expectRoundTrip(codec);
  });

  it('refuses a reference that is shorter than it says', async () => {
    const short: ByteSource = { size: 1000, read: () => Promise.resolve(new Uint8Array(10)) };
    await expect(collect(codecWith(options).encode(short, streamOf(text)))).rejects.toThrow(
      'The reference gave 10 bytes at offset 0 instead of 1000.',
    );
  });

  it('leaves nothing behind when it fails', async () => {
    const codec = codecWith(options);
    for (let count = 0; count < 3; count += 1) {
      await expect(collect(codec.decode(sourceOf(text), streamOf(noise(1000))))).rejects.toThrow(
        'VCDIFF',
      );
      await expectRoundTrip(codec);
    }
  });

  it('reads of a large reference what the delta needs', async () => {
    const codec = codecWith(options);
    const reference = sourceOf(noise(64 * MIB, 20));
    const part = reference.bytes.subarray(40 * MIB, 43 * MIB);
    const target = concat(part, noise(1000, 21), reference.bytes.subarray(9 * MIB, 10 * MIB));
    const delta = await collect(codec.encode(reference, streamOf(target)));
    expect(delta.length).toBeLessThan(4096);
    reference.bytesRead = 0;
    const restored = await collect(codec.decode(reference, streamOf(delta)));
    expect(Buffer.compare(restored, target)).toBe(0);
    expect(reference.bytesRead).toBeLessThan(8 * MIB);
  });
});

describe('the workers', () => {
  it('take many operations in turn', async () => {
    const workers = watchWorkers();
    const codec = codecWith({ workers: 2 });
    await Promise.all(Array.from({ length: 12 }, () => expectRoundTrip(codec)));
    expect(workers).toHaveLength(2);
  });

  it('leave the event loop free', async () => {
    const reference = prose(4 * MIB, 30);
    const target = prose(4 * MIB, 31);
    const turnsDuring = async (codec: Xdelta3Codec) => {
      const state = { done: false, turns: 0 };
      const turn = () => {
        state.turns += 1;
        if (!state.done) setImmediate(turn);
      };
      const encoded = collect(codec.encode(sourceOf(reference), streamOf(target, target.length)));
      turn();
      await encoded;
      state.done = true;
      return state.turns;
    };
    const withoutWorkers = await turnsDuring(codecWith({ workers: 0 }));
    expect(await turnsDuring(codecWith({ workers: 1 }))).toBeGreaterThan(20 * withoutWorkers);
  });

  it('that die fail their operation and are replaced', async () => {
    const workers = watchWorkers();
    const codec = codecWith({ workers: 1 });
    const { stream, state } = endless();
    const consumed = (async () => {
      for await (const chunk of codec.encode(sourceOf(text), stream)) {
        expect(chunk.length).toBeGreaterThan(0);
        await workers[0]?.terminate();
      }
    })();
    await expect(consumed).rejects.toSatisfy((error) => DeltaGliderError.is(error, 'DELTA_FAILED'));
    await expect(consumed).rejects.toThrow('The worker stopped');
    expect(state.closed).toBe(true);
    await expectRoundTrip(codec);
    expect(workers).toHaveLength(2);
  });

  it('that die while idle are replaced', async () => {
    const workers = watchWorkers();
    const codec = codecWith({ workers: 1 });
    await expectRoundTrip(codec);
    await workers[0]?.terminate();
    await expectRoundTrip(codec);
    expect(workers).toHaveLength(2);
  });

  it('take in no more than some windows while nobody takes what they made', async () => {
    const codec = codecWith({ workers: 1 });
    const { stream, state } = endless();
    const iterator = codec.encode(sourceOf(text), stream)[Symbol.asyncIterator]();
    await iterator.next();
    for (let turns = 0; turns < 20_000; turns += 1)
      await new Promise((resolve) => setImmediate(resolve));
    expect(state.pulled).toBeLessThan(48 * MIB);
    await iterator.return?.();
  });

  it('are given up on by one who waits for his turn and aborts', async () => {
    const codec = codecWith({ workers: 1 });
    const first = codec.encode(sourceOf(text), endless().stream)[Symbol.asyncIterator]();
    await first.next();
    const controller = new AbortController();
    const second = collect(
      codec.encode(sourceOf(text), streamOf(text), { signal: controller.signal }),
    );
    const third = expectRoundTrip(codec);
    setImmediate(() => {
      controller.abort();
    });
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    await first.return?.();
    await third;
  });

  it('are gone with the codec', async () => {
    const workers = watchWorkers();
    const codec = codecWith({ workers: 1 });
    await expectRoundTrip(codec);
    const gone = new Promise((resolve) => workers[0]?.once('exit', resolve));
    await codec[Symbol.asyncDispose]();
    await gone;
    await expect(collect(codec.encode(sourceOf(text), streamOf(text)))).rejects.toSatisfy((error) =>
      DeltaGliderError.is(error, 'INVALID_ARGUMENT'),
    );
  });

  it('never get what was read for an operation that is over', async () => {
    const codec = codecWith({ workers: 1 });
    const gate: { open?: () => void } = {};
    async function* late(): AsyncGenerator<Uint8Array> {
      yield noise(65_536);
      await new Promise<void>((resolve) => {
        gate.open = resolve;
      });
      yield text;
    }
    // Fails at the first bytes, while more of its input was asked for ahead.
    await expect(collect(codec.decode(sourceOf(text), late()))).rejects.toThrow('VCDIFF');
    const target = concat(text, edited(text));
    async function* slowly(): AsyncGenerator<Uint8Array> {
      yield text;
      gate.open?.();
      await new Promise((resolve) => setImmediate(resolve));
      yield edited(text);
    }
    const delta = await collect(codec.encode(sourceOf(text), slowly()));
    expect(gate.open).toBeDefined();
    const restored = await collect(codec.decode(sourceOf(text), streamOf(delta)));
    expect(Buffer.compare(restored, target)).toBe(0);
  });

  it('cannot be a fraction', () => {
    expect(() => new Xdelta3Codec({ workers: 1.5 })).toThrow('1.5 is not a number of workers.');
  });
});
