import {
  bufferSource,
  collect,
  DeltaGliderError,
  DeltaLimitReached,
  MemoryScratch,
  type ByteSource,
  type CodecChoice,
  type EncodeOptions,
} from '@deltaglider/core';
import { outcomeOf, randomBytes, rejectionOf } from '@deltaglider/testing';
import { Xdelta3Codec } from '@deltaglider/xdelta3-wasm';
import { describe, expect, it } from 'vitest';
import { locked, LockedCodec } from '../test/locked-codec.ts';
import { CountingScratch, streamOf } from '../test/support.ts';
import { ChoosingCodec, type ChoosingMode } from './index.ts';

const plain = new Xdelta3Codec({ workers: 0 });
const content = randomBytes(1, 100_000);
const edited = withEdit(content, 10_000, 100);

/** One edit of some bytes, from a place on. */
function withEdit(bytes: Uint8Array, at: number, size: number): Uint8Array {
  return Buffer.concat([bytes.subarray(0, at), randomBytes(2, size), bytes.subarray(at + size)]);
}

interface Pair {
  readonly reference: Uint8Array;
  readonly target: Uint8Array;
}

/** Compressed, and alike in what it contains. */
const LOOKED: Pair = { reference: locked(content), target: locked(edited) };
/** Compressed, and alike as it is. */
const RAW: Pair = { reference: locked(content), target: withEdit(locked(content), 50_000, 2) };

interface Run extends EncodeOptions {
  readonly archive?: LockedCodec;
  readonly mode?: ChoosingMode;
}

async function run(pair: Pair, { archive = new LockedCodec(), mode, ...options }: Run = {}) {
  const scratch = new CountingScratch();
  const codec = new ChoosingCodec({ plain, archive, scratch, mode });
  const choices: CodecChoice[] = [];
  const reference = bufferSource(pair.reference);
  const encoding = codec.encode(reference, streamOf(pair.target), {
    ...options,
    onChoice: (choice) => choices.push(choice),
  });
  const result = await collect(encoding).then(
    (delta) => ({ delta, error: undefined }),
    (error: unknown) => ({ delta: new Uint8Array(0), error }),
  );
  if (result.error === undefined) {
    const restored = codec.decode(reference, streamOf(result.delta));
    expect(Buffer.compare(await collect(restored), pair.target)).toBe(0);
  }
  expect(scratch.open).toBe(0);
  return { ...result, choice: choices.at(0), archive, scratch };
}

describe('ChoosingCodec', () => {
  it('looks through compression, and says how far', async () => {
    const { choice, delta } = await run(LOOKED);
    expect(choice).toEqual({
      codec: 'archive/1',
      reason: 'looked-through',
      streams: { lock: 1 },
      failure: undefined,
    });
    expect(delta.length).toBeLessThan(200);
  });

  it('makes plain deltas of what is not compressed, as the plain codec does', async () => {
    const pair = { reference: content, target: edited };
    const { choice, delta, archive } = await run(pair);
    expect(choice).toMatchObject({ codec: 'xdelta3', reason: 'nothing-compressed' });
    expect(archive.encodes).toBe(0);
    const reference = bufferSource(pair.reference);
    const alone = await collect(plain.encode(reference, streamOf(pair.target)));
    expect(Buffer.compare(delta, alone)).toBe(0);
  });

  it('has what is not compressed neither put aside nor read twice', async () => {
    let read = 0;
    const source: ByteSource = {
      size: edited.length,
      read: async (offset, length) => {
        read += length;
        return edited.subarray(offset, offset + length);
      },
    };
    const options = { targetSource: source };
    const { scratch, archive } = await run({ reference: content, target: edited }, options);
    expect(archive.looks).toEqual([source]);
    expect(read).toBe(4);
    expect(scratch.writes).toBe(0);
  });

  it('leaves a copy of the reference to every reader', async () => {
    const { choice, delta, archive } = await run({ ...LOOKED, target: LOOKED.reference });
    expect(choice).toMatchObject({ codec: 'xdelta3', reason: 'identical' });
    expect(archive.encodes).toBe(0);
    expect(delta.length).toBeLessThan(100);
  });

  it('takes the plain delta where it is smaller', async () => {
    const archive = new LockedCodec({ padding: 2000 });
    const { choice, delta } = await run(RAW, { archive });
    expect(choice).toMatchObject({ codec: 'xdelta3', reason: 'smaller', streams: undefined });
    expect(delta.length).toBeLessThan(200);
  });

  it('takes the archive delta where that is smaller after all', async () => {
    // All but the first tenth is alike as it is: worth the trial, but not better.
    const reference = locked(content);
    const target = Buffer.concat([locked(randomBytes(5, 10_000)), reference.subarray(10_004)]);
    const { choice } = await run({ reference, target }, { archive: new LockedCodec() });
    expect(choice).toMatchObject({ codec: 'archive/1', reason: 'smaller' });
  });

  it('does not try a plain delta of bytes that are not alike', async () => {
    const archive = new LockedCodec({ padding: 2000 });
    const { choice, scratch } = await run(LOOKED, { archive });
    expect(choice).toMatchObject({ codec: 'archive/1', reason: 'looked-through' });
    // The target and the one delta.
    expect(scratch.writes).toBe(2);
  });

  it('does not look for less than a hundredth, unless for the smallest', async () => {
    const archive = () => new LockedCodec({ padding: 500 });
    const auto = await run(RAW, { archive: archive() });
    expect(auto.choice).toMatchObject({ codec: 'archive/1', reason: 'looked-through' });
    const smallest = await run(RAW, { archive: archive(), mode: 'archive:smallest' });
    expect(smallest.choice).toMatchObject({ codec: 'xdelta3', reason: 'smaller' });
    expect(smallest.delta.length).toBeLessThan(auto.delta.length);
  });

  it.each(['archive', 'archive:fastest'] as const)('compares nothing as %s', async (mode) => {
    const { choice } = await run(RAW, { archive: new LockedCodec({ padding: 2000 }), mode });
    expect(choice).toMatchObject({ codec: 'archive/1', reason: 'looked-through' });
  });

  it('makes a plain delta where looking through compression fails, and says with what', async () => {
    const failure = new DeltaGliderError('DELTA_FAILED', 'It is too hard.');
    const { choice } = await run(RAW, { archive: new LockedCodec({ failure }) });
    expect(choice).toMatchObject({ codec: 'xdelta3', reason: 'archive-failed', failure });
  });

  it('makes a plain delta where even the look at the headers fails', async () => {
    const failure = new RangeError('out of bounds');
    class Blind extends LockedCodec {
      override mayExpand() {
        return Promise.reject(failure);
      }
    }
    const { choice, archive } = await run(RAW, { archive: new Blind() });
    expect(choice).toMatchObject({ codec: 'xdelta3', reason: 'archive-failed', failure });
    expect(archive.encodes).toBe(0);
  });

  it('makes a plain delta below a limit that the archive delta has reached', async () => {
    const archive = new LockedCodec({ padding: 20_000 });
    const { choice, delta } = await run(RAW, { archive, limit: 10_000 });
    expect(choice).toMatchObject({ codec: 'xdelta3', reason: 'archive-too-large' });
    expect(delta.length).toBeLessThan(200);
  });

  it('gives up when no way stays below the limit', async () => {
    const alike = await run(RAW, { archive: new LockedCodec({ padding: 20_000 }), limit: 40 });
    expect(DeltaLimitReached.is(alike.error)).toBe(true);
    const unlike = await run(LOOKED, { archive: new LockedCodec({ padding: 20_000 }), limit: 40 });
    expect(unlike.error).toMatchObject({ limit: 40 });
    expect(DeltaLimitReached.is(unlike.error)).toBe(true);
  });

  it.each([LOOKED, RAW])('reads a stream to its end, whoever gives up on the way', async (pair) => {
    for (const behaviour of [{}, { padding: 20_000 }, { failure: new Error('no') }]) {
      let read = 0;
      const archive = new LockedCodec(behaviour);
      const codec = new ChoosingCodec({ plain, archive, scratch: new MemoryScratch() });
      const counted = async function* () {
        for await (const chunk of streamOf(pair.target, 1000)) {
          read += chunk.length;
          yield chunk;
        }
      };
      const targetSource = bufferSource(pair.target);
      const options = { targetSource, limit: behaviour.padding };
      const delta = codec.encode(bufferSource(pair.reference), counted(), options);
      const { length } = await collect(delta).catch(() => new Uint8Array(0));
      if (length > 0) expect(read).toBe(pair.target.length);
    }
  });

  it('fails when the target does, and as that does', async () => {
    const failure = new DeltaGliderError('STORAGE_FAILED', 'The file changed.');
    async function* breaking() {
      yield LOOKED.target.subarray(0, 1000);
      throw failure;
    }
    for (const targetSource of [undefined, bufferSource(LOOKED.target)]) {
      const archive = new LockedCodec();
      const codec = new ChoosingCodec({ plain, archive, scratch: new MemoryScratch() });
      const reference = bufferSource(LOOKED.reference);
      const delta = codec.encode(reference, breaking(), { targetSource });
      expect(await rejectionOf(collect(delta))).toBe(failure);
    }
  });

  it('stops between its trials when it is told to', async () => {
    const reason = { no: 'error' };
    const controller = new AbortController();
    class Aborting extends LockedCodec {
      override async *encode(): AsyncGenerator<Uint8Array> {
        yield new Uint8Array(1);
        controller.abort(reason);
        throw new Error('aborted somewhere');
      }
    }
    const options = { archive: new Aborting(), signal: controller.signal };
    const { error, choice } = await run(RAW, options);
    expect(error).toBe(reason);
    expect(choice).toBeUndefined();
  });

  it('tells deltas apart by how they begin', async () => {
    const codec = new ChoosingCodec({
      plain,
      archive: new LockedCodec(),
      scratch: new MemoryScratch(),
    });
    const decode = (text: string) =>
      collect(codec.decode(bufferSource(content), streamOf(Buffer.from(text), 1)));
    expect(await rejectionOf(decode('DGAR'))).toMatchObject({ message: 'The delta is damaged.' });
    expect(await outcomeOf(decode('DGAS'))).toBe('DELTA_FAILED');
  });

  it('ends both codecs when it is closed', async () => {
    const ended: string[] = [];
    const closing = <T extends object>(codec: T, name: string) =>
      Object.assign(codec, { [Symbol.asyncDispose]: async () => void ended.push(name) });
    const codec = new ChoosingCodec({
      plain: closing(new Xdelta3Codec({ workers: 0 }), 'plain'),
      archive: closing(new LockedCodec(), 'archive'),
      scratch: new MemoryScratch(),
    });
    await codec[Symbol.asyncDispose]();
    expect(ended).toEqual(['plain', 'archive']);
  });
});
