import { describe, expect, it } from 'vitest';
import { BUCKET, createTestEngine, noise, release } from '../../test/create-test-engine.ts';
import { SimpleCodec } from '../../test/simple-codec.ts';
import { bufferSource } from '../bytes/buffer-source.ts';
import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import { collect } from '../bytes/read-stream.ts';
import type { EngineOptions } from '../engine.ts';
import { DeltaLimitReached } from '../errors/delta-limit-reached.ts';
import type { CodecChoice, DeltaCodecPort, EncodeOptions } from '../ports/delta-codec-port.ts';
import { headObject } from '../use-cases/head-object.ts';
import { putObject } from '../use-cases/put-object.ts';
import { verifyObject } from '../use-cases/verify-object.ts';

const address = { bucket: BUCKET, key: 'app/v.zip' };
const LOOKED: CodecChoice = {
  codec: 'looking/1',
  reason: 'looked-through',
  streams: { deflate: 3 },
};

/** Writes what SimpleCodec writes, and says of it what the test wants. */
class Chooser implements DeltaCodecPort {
  readonly name = 'auto';
  readonly choices = ['looking/1', 'xdelta3'];
  readonly asked: EncodeOptions[] = [];
  readonly #choice: CodecChoice;

  constructor(choice: CodecChoice) {
    this.#choice = choice;
  }

  async *encode(
    reference: ByteSource,
    target: ByteStream,
    options: EncodeOptions,
  ): AsyncGenerator<Uint8Array> {
    this.asked.push(options);
    yield* new SimpleCodec().encode(reference, target);
    options.onChoice?.(this.#choice);
  }

  decode(...args: Parameters<SimpleCodec['decode']>) {
    return new SimpleCodec().decode(...args);
  }
}

async function stored(codec: DeltaCodecPort, options: Partial<EngineOptions> = {}) {
  const world = await createTestEngine({ codec, ...options });
  const first = await putObject(world.engine, {
    address: { bucket: BUCKET, key: 'app/first.zip' },
    body: bufferSource(release('1')),
    delta: true,
  });
  world.events.length = 0;
  const body = bufferSource(release('2'));
  const result = await putObject(world.engine, { address, body });
  return { ...world, first, result };
}

describe('a codec that chooses', () => {
  it('is recorded by what it chose, and why', async () => {
    const { engine, storage, events, result } = await stored(new Chooser(LOOKED));
    expect(result).toMatchObject({
      stored: 'delta',
      codec: 'looking/1',
      codecReason: 'looked-through',
    });
    const physical = await storage.head({ ...address, key: 'app/v.zip.delta' });
    expect(physical?.metadata['dg-codec']).toBe('looking/1');
    expect(events).toContainEqual({
      type: 'delta-encoded',
      address,
      size: 20_000,
      deltaSize: result.storedSize,
      codec: 'looking/1',
      reason: 'looked-through',
      streams: { deflate: 3 },
    });
    expect((await headObject(engine, { address }))?.delta?.codec).toBe('looking/1');
    expect(await verifyObject(engine, { address })).toMatchObject({
      valid: true,
      codec: 'looking/1',
    });
  });

  it('leaves no trace in the metadata where it chose xdelta3', async () => {
    const failure = new Error('no luck');
    const choice = { codec: 'xdelta3', reason: 'archive-failed', failure };
    const { storage, events, result } = await stored(new Chooser(choice));
    expect(result).toMatchObject({ codec: 'xdelta3', codecReason: 'archive-failed' });
    const physical = await storage.head({ ...address, key: 'app/v.zip.delta' });
    expect(physical?.metadata).not.toHaveProperty('dg-codec');
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'delta-encoded', streams: {}, failure }),
    );
  });

  it('hears the limit, the digest of the reference, and the target as a source', async () => {
    const codec = new Chooser(LOOKED);
    const { first } = await stored(codec, { maxRatio: 0.25 });
    const [, options] = codec.asked;
    expect(options).toMatchObject({
      targetSize: 20_000,
      limit: 5000,
      referenceSha256: first.sha256,
    });
    expect(await options?.targetSource?.read(0, 20_000)).toEqual(release('2'));
  });

  it('hears of no limit for a name that can only be a delta', async () => {
    const codec = new Chooser(LOOKED);
    const { engine } = await stored(codec);
    const reserved = { bucket: BUCKET, key: 'app/x.delta' };
    await putObject(engine, { address: reserved, body: bufferSource(noise(1)) });
    expect(codec.asked.at(-1)?.limit).toBeUndefined();
  });

  it('is verified by the codec that readers will find', async () => {
    const wrong: DeltaCodecPort = {
      name: 'looking/1',
      encode: (_, target) => target,
      decode: (_, delta) => delta,
    };
    const codec = new Chooser(LOOKED);
    const findCodec = (name: string) => (name === 'looking/1' ? wrong : codec);
    const { events, result } = await stored(codec, { findCodec });
    expect(result).toMatchObject({ stored: 'direct', reason: 'codec', codec: undefined });
    expect(events).toContainEqual(expect.objectContaining({ type: 'delta-rejected' }));
    expect(events).not.toContainEqual(expect.objectContaining({ type: 'delta-encoded' }));
  });

  it.each([
    ['did not announce', { ...LOOKED, codec: 'xdelta9' }, { findCodec: () => new SimpleCodec() }],
    ['nobody finds', LOOKED, { findCodec: () => undefined }],
  ])('makes no delta by a codec that it %s', async (_, choice, options) => {
    const { result } = await stored(new Chooser(choice), options);
    expect(result).toMatchObject({ stored: 'direct', reason: 'codec' });
  });

  it('must have room for the longest name that it may choose', async () => {
    const { engine } = await createTestEngine({ codec: new Chooser({ ...LOOKED, codec: 'auto' }) });
    const plain = await createTestEngine();
    const longest = async (used: typeof engine) => {
      for (let length = 2048; ; length -= 1) {
        const metadata = { a: 'x'.repeat(length) };
        const body = bufferSource(release('1'));
        const fits = await putObject(used, { address, body, metadata }).then(
          () => true,
          () => false,
        );
        if (fits) return length;
      }
    };
    expect((await longest(plain.engine)) - (await longest(engine))).toBe('dg-codec'.length + 9);
  });
});

it('is told why there is a delta of a codec without a choice', async () => {
  const { result, events } = await stored(new SimpleCodec());
  expect(result).toMatchObject({ codec: 'xdelta3', codecReason: 'asked' });
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'delta-encoded', codec: 'xdelta3', reason: 'asked' }),
  );
});

it('stores whole what a codec gives up because of its size', async () => {
  let limit = 0;
  class GivingUp extends SimpleCodec {
    override async *encode(
      _: ByteSource,
      target: ByteStream,
      options: EncodeOptions = {},
    ): AsyncGenerator<Uint8Array> {
      await collect(target);
      yield new Uint8Array(1);
      limit = options.limit ?? 0;
      throw new DeltaLimitReached(limit);
    }
  }
  const { result, events } = await stored(new GivingUp());
  expect(limit).toBe(10_000);
  expect(result).toMatchObject({ stored: 'direct', reason: 'ratio', codecReason: undefined });
  expect(events).toContainEqual({ type: 'delta-abandoned', address, size: 20_000, limit });
});
