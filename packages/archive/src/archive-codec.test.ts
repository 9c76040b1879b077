import { gzipSync, deflateRawSync, constants } from 'node:zlib';
import {
  bufferSource,
  collect,
  DeltaLimitReached,
  MemoryCache,
  type DecodeOptions,
} from '@deltaglider/core';
import { outcomeOf, randomBytes, rejectionOf, sha256Hex } from '@deltaglider/testing';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  archiveCodec,
  decodeDelta,
  encodePair,
  sizeOfExactDelta,
  type Pair,
} from '../test/archive-pairs.ts';
import { buildGzip } from '../test/containers/build-gzip.ts';
import { buildTar } from '../test/containers/build-tar.ts';
import { buildZip } from '../test/containers/build-zip.ts';
import { CountingScratch, streamOf, text, transformed } from '../test/support.ts';

const old = text(60_000);
const young = text(60_000, 3);
const noise = randomBytes(5, 40_000);
const empty = new Uint8Array(0);

/** A zip in a tar.gz in a tar: three levels. */
function nested(content: Uint8Array): Buffer {
  const jar = buildZip([
    { name: 'same', content: noise },
    { name: 'other', content },
  ]);
  return buildTar([
    { name: 'app.tgz', content: gzipSync(buildTar([{ name: 'app.jar', content: jar }])) },
    { name: 'readme', content: 'Nothing to see.' },
  ]);
}

async function compressed(operation: 'xz' | 'bzip2', content: Uint8Array): Promise<Uint8Array> {
  return await transformed(
    operation === 'bzip2'
      ? { type: 'bzip2', level: 9 }
      : { type: 'xz', preset: 6, extreme: false, check: 4, blocks: false },
    content,
  );
}

describe('a target that holds compressed streams', () => {
  it.each<readonly [string, (content: Uint8Array) => Uint8Array]>([
    ['gzip', (content) => gzipSync(content)],
    ['gzip of many members', (c) => Buffer.concat([gzipSync(c), gzipSync(noise), gzipSync(c)])],
    ['gzip with something behind it', (c) => Buffer.concat([gzipSync(c), Buffer.from('garbage')])],
    ['gzip with a wrong checksum', (content) => wrongChecksum(gzipSync(content))],
    ['gzip by fixed codes', (c) => gzipSync(c, { strategy: constants.Z_FIXED })],
    ['gzip that stores', (content) => gzipSync(content, { level: 0 })],
    [
      'zip',
      (content) =>
        buildZip([
          { name: 'one', content },
          { name: 'two', content: noise },
        ]),
    ],
    ['tar.gz', (content) => gzipSync(buildTar([{ name: 'one', content }]))],
    ['a zip in a tar.gz in a tar', nested],
  ])('becomes a small delta: %s', async (_, pack) => {
    const pair = { reference: pack(old), target: pack(young) };
    expect(await sizeOfExactDelta(pair)).toBeLessThan(1200);
    expect(await sizeOfExactDelta(pair, { mode: 'smallest' })).toBeLessThan(1200);
    expect(await sizeOfExactDelta(pair, { mode: 'fastest' })).toBeLessThan(5000);
  });

  it.each(['xz', 'bzip2'] as const)('becomes a small delta: %s', async (method) => {
    const pair = {
      reference: await compressed(method, old),
      target: await compressed(method, young),
    };
    expect(await sizeOfExactDelta(pair)).toBeLessThan(700);
    // Making it again takes its time, whatever is stored of it.
    expect(await sizeOfExactDelta(pair, { mode: 'fastest' })).toBeGreaterThan(2000);
  });

  it('that has new times for every member becomes a small delta', async () => {
    const pack = (time: number, content: Uint8Array) =>
      buildZip([
        ...Array.from({ length: 500 }, (_, index) => ({
          name: `com/example/Class${index}.class`,
          content: noise.subarray(index * 50, index * 50 + 100 + ((index * index) % 997)),
          time: time + (index % 3),
        })),
        { name: 'other', content, time },
      ]);
    const pair = { reference: pack(0x1234_5678, old), target: pack(0x2345_6789, young) };
    // Of a thousand places each had to have its own part in the delta.
    expect(await sizeOfExactDelta(pair)).toBeLessThan(2500);
    const same = { reference: pair.reference, target: pack(0x2345_6789, old) };
    expect(await sizeOfExactDelta(same)).toBeLessThan(1500);
  });

  it('needs no reference of its kind', async () => {
    expect(await sizeOfExactDelta({ reference: old, target: gzipSync(young) })).toBeLessThan(1200);
    expect(await sizeOfExactDelta({ reference: gzipSync(old), target: young })).toBeLessThan(700);
  });

  it('costs no work for streams that the reference has as well', async () => {
    const pack = (content: Uint8Array) =>
      buildZip([
        { name: 'same', content: old },
        { name: 'other', content },
      ]);
    const scratch = new CountingScratch();
    await using codec = archiveCodec({ scratch });
    const streams: unknown[] = [];
    const pair = { reference: pack(Buffer.from('abc')), target: pack(Buffer.from('abcd')) };
    await collect(
      codec.encode(bufferSource(pair.reference), streamOf(pair.target), {
        onChoice: (choice) => streams.push(choice.streams),
      }),
    );
    expect(streams).toEqual([{ deflate: 1 }]);
  });

  it('is known before it is read', async () => {
    await using codec = archiveCodec();
    expect(await codec.mayExpand(bufferSource(nested(old)))).toBe(true);
    expect(await codec.mayExpand(bufferSource(old))).toBe(false);
    expect(await codec.mayExpand(bufferSource(empty))).toBe(false);
  });

  it('may be larger than what is held in memory at once', async () => {
    const pack = (version: number) =>
      gzipSync(Buffer.concat([text(3_000_000, version), noise, Buffer.alloc(3_000_000), old]));
    const pair = { reference: pack(0), target: pack(4) };
    expect(await sizeOfExactDelta(pair)).toBeLessThan(3000);
    expect(await sizeOfExactDelta(pair, { workers: 2 })).toBeLessThan(3000);
  });
});

describe('any target at all', () => {
  it.each<readonly [string, Pair]>([
    ['empty, of nothing', { reference: empty, target: empty }],
    ['empty', { reference: old, target: empty }],
    ['of an empty reference', { reference: empty, target: gzipSync(old) }],
    ['without streams', { reference: old, target: young }],
    ['that is the reference', { reference: gzipSync(old), target: gzipSync(old) }],
    ['that is cut short', { reference: gzipSync(old), target: gzipSync(young).subarray(0, 9000) }],
    [
      'that is a header of gzip',
      { reference: gzipSync(old), target: gzipSync(old).subarray(0, 10) },
    ],
    [
      'that is no deflate',
      { reference: old, target: Buffer.concat([gzipSync('').subarray(0, 10), noise]) },
    ],
  ])('is given back: %s', async (_, pair) => {
    expect(await sizeOfExactDelta(pair)).toBeGreaterThan(0);
  });

  it('is given back, whatever its bytes and those of the reference are', async () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), archive(), damagedArchive());
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (reference, target) => {
        expect(await sizeOfExactDelta({ reference, target })).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a bomb', () => {
  it('of 754 bytes that expands to 256 MB costs milliseconds', async () => {
    let bomb: Uint8Array = gzipSync(Buffer.alloc(1 << 28), { level: 9 });
    bomb = gzipSync(bomb, { level: 9 });
    expect(bomb.length).toBeLessThan(1000);
    const begin = performance.now();
    await sizeOfExactDelta({ reference: bomb, target: Buffer.concat([bomb, bomb]) });
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  it.each<readonly [string, () => Uint8Array]>([
    ['flat', () => buildZip(bombs(200))],
    ['nested', () => buildZip([{ name: 'a', content: buildZip(bombs(50)) }])],
    [
      'overlapping',
      () => buildZip(bombs(100).map((member) => ({ ...member, stated: { offset: 0 } }))),
    ],
    ['a zip that holds itself', () => quine()],
  ])('that is %s stays below the limits', async (_, build) => {
    const target = build();
    const scratch = new CountingScratch();
    expect(await sizeOfExactDelta({ reference: old, target }, { scratch })).toBeGreaterThan(0);
    expect(scratch.largest).toBeLessThanOrEqual(Math.max(1 << 20, target.length * 64));
  });
});

describe('a delta that cannot be trusted', () => {
  it('gives the right bytes or none, whichever of its bytes is changed', async () => {
    await using codec = archiveCodec();
    const pair = {
      reference: buildZip([{ name: 'one', content: old.subarray(0, 3000) }]),
      target: buildZip([{ name: 'one', content: young.subarray(0, 3000) }]),
    };
    const delta = await encodePair(codec, pair);
    for (let index = 0; index < delta.length; index += 1) {
      for (const change of [1, 0x80, 0xff]) {
        const damaged = Uint8Array.from(delta);
        damaged[index] = (damaged[index] ?? 0) ^ change;
        await expectHarmless(pair, damaged);
      }
    }
  }, 60_000);

  it('is refused when it names another target than it restores', async () => {
    await using codec = archiveCodec();
    const pair = { reference: gzipSync(old), target: gzipSync(young) };
    const delta = await encodePair(codec, pair);
    const at = Buffer.from(delta).indexOf(Buffer.from(sha256Hex(pair.target), 'hex'));
    delta[at] = (delta[at] ?? 0) ^ 1;
    const error = await rejectionOf(decodeDelta(codec, [pair.reference, delta]));
    expect(error).toMatchObject({ code: 'DELTA_FAILED' });
    expect(String(error)).toContain('another SHA-256');
  });

  it('is refused wherever it is cut', async () => {
    await using codec = archiveCodec();
    const pair = { reference: nested(old), target: nested(young) };
    const delta = await encodePair(codec, pair);
    for (let size = 0; size < delta.length; size += 7) {
      const cut = delta.subarray(0, size);
      expect(await outcomeOf(decodeDelta(codec, [pair.reference, cut]))).toBe('DELTA_FAILED');
    }
  }, 60_000);

  it('is refused over another reference', async () => {
    await using codec = archiveCodec();
    const pair = { reference: gzipSync(old), target: gzipSync(young) };
    const delta = await encodePair(codec, pair);
    for (const other of [empty, gzipSync(young), wrongChecksum(gzipSync(old))]) {
      const error = await rejectionOf(decodeDelta(codec, [other, delta]));
      expect(error).toMatchObject({ code: 'DELTA_FAILED' });
      expect(String(error)).toContain('another reference');
    }
    const verified = { referenceSha256: sha256Hex(young) };
    const restoring = decodeDelta(codec, [pair.reference, delta], verified);
    expect(await outcomeOf(restoring)).toBe('DELTA_FAILED');
  });
});

describe('what a codec holds', () => {
  it('is freed when it is closed, after success, failure, abort and early return', async () => {
    const scratch = new CountingScratch();
    const codec = archiveCodec({ scratch });
    const pack = (version: number) => gzipSync(text(2_000_000, version));
    const pair = { reference: pack(0), target: pack(3) };
    const source = bufferSource(pair.reference);
    const delta = await encodePair(codec, pair);
    await decodeDelta(codec, [pair.reference, delta]);
    for await (const chunk of codec.encode(source, streamOf(pair.target))) {
      if (chunk.length > 0) break;
    }
    for await (const chunk of codec.decode(source, streamOf(delta))) if (chunk.length > 0) break;
    await rejectionOf(decodeDelta(codec, [pair.reference, delta.subarray(0, -9)]));
    for (const at of [0, 5, 20, 60]) {
      const stop = new AbortController();
      const signal = stop.signal;
      const aborting = async function* () {
        let count = 0;
        for await (const chunk of streamOf(pair.target, 4096)) {
          if ((count += 1) > at) stop.abort(new Error('enough'));
          yield chunk;
        }
      };
      const encoding = collect(codec.encode(source, aborting(), { signal }));
      expect(await rejectionOf(encoding)).toBe(signal.reason);
    }
    await codec[Symbol.asyncDispose]();
    expect(scratch.writes).toBeGreaterThan(0);
    expect(scratch.open).toBe(0);
  });

  it('is given up when the delta reaches its limit, and no earlier', async () => {
    await using codec = archiveCodec();
    const pair = { reference: gzipSync(old), target: gzipSync(young) };
    const { length } = await encodePair(codec, pair);
    const encode = (limit: number) =>
      collect(codec.encode(bufferSource(pair.reference), streamOf(pair.target), { limit }));
    expect((await encode(length + 1)).length).toBe(length);
    for (const limit of [1, 170, 250, length]) {
      expect(DeltaLimitReached.is(await rejectionOf(encode(limit)))).toBe(true);
    }
  });

  it('serves the next call, and is found in the cache by another codec', async () => {
    const cache = new MemoryCache(() => createHash('sha256'));
    const pair = { reference: gzipSync(old), target: gzipSync(young) };
    await using codec = archiveCodec();
    const delta = await encodePair(codec, pair);
    const read = async (): Promise<number> => {
      const scratch = new CountingScratch();
      let reads = 0;
      const source = {
        size: pair.reference.length,
        read: async (offset: number, length: number) => {
          reads += 1;
          return pair.reference.subarray(offset, offset + length);
        },
      };
      await using other = archiveCodec({ cache, scratch });
      const options = optionsOf(pair);
      for (let turn = 0; turn < 2; turn += 1) {
        const restored = await collect(other.decode(source, streamOf(delta), options));
        expect(Buffer.compare(restored, pair.target)).toBe(0);
      }
      return reads;
    };
    expect(await read()).toBeGreaterThan(0);
    expect(await read()).toBe(0);
  });

  it('serves encodes at the same time against different references', async () => {
    await using codec = archiveCodec();
    const pairs = [0, 1, 2, 3].map((version) => ({
      reference: gzipSync(text(50_000, version)),
      target: gzipSync(text(50_000, version + 1)),
    }));
    const deltas = await Promise.all([...pairs, ...pairs].map((pair) => encodePair(codec, pair)));
    for (const [index, pair] of pairs.entries()) {
      for (const delta of [deltas[index], deltas[index + pairs.length]]) {
        const restored = await decodeDelta(codec, [pair.reference, delta ?? empty]);
        expect(Buffer.compare(restored, pair.target)).toBe(0);
      }
    }
  });
});

function optionsOf({ reference, target }: Pair): DecodeOptions {
  const expected = { size: target.length, sha256: sha256Hex(target) };
  return { expected, referenceSha256: sha256Hex(reference) };
}

async function expectHarmless(pair: Pair, delta: Uint8Array): Promise<void> {
  await using codec = archiveCodec();
  const restoring = decodeDelta(codec, [pair.reference, delta], { maxSize: 1 << 20 });
  const outcome = await outcomeOf(restoring);
  if (outcome === 'resolved') expect(Buffer.compare(await restoring, pair.target)).toBe(0);
  else expect(['DELTA_FAILED', 'UNSUPPORTED']).toContain(outcome);
}

function wrongChecksum(gzip: Uint8Array): Buffer {
  const bytes = Buffer.from(gzip);
  bytes[bytes.length - 8] = (bytes.at(-8) ?? 0) ^ 1;
  return bytes;
}

function bombs(count: number) {
  const content = Buffer.alloc(1 << 20);
  return Array.from({ length: count }, (_, index) => ({
    name: `bomb${index}`,
    content: index === 0 ? content : content.subarray(index),
  }));
}

/** It says of itself that it is its own member. */
function quine(): Buffer {
  const inner = deflateRawSync(Buffer.alloc(70_000));
  const whole = buildZip([{ name: 'self', content: inner }]);
  return buildZip([
    { name: 'self', content: whole, method: 0 },
    { name: 'again', content: whole },
  ]);
}

function archive(): fc.Arbitrary<Uint8Array> {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.nat(3).map((version) => text(4000, version)),
  );
  return fc.oneof(
    content.map((bytes) => buildGzip(bytes)),
    fc
      .array(content, { maxLength: 3 })
      .map((contents) =>
        buildZip(contents.map((bytes, index) => ({ name: `m${index}`, content: bytes }))),
      ),
    content.map((bytes) => gzipSync(buildTar([{ name: 'm', content: gzipSync(bytes) }]))),
  );
}

function damagedArchive(): fc.Arbitrary<Uint8Array> {
  return fc.tuple(archive(), fc.nat(), fc.integer({ min: 1, max: 255 })).map(([bytes, at, by]) => {
    const damaged = Uint8Array.from(bytes);
    if (damaged.length > 0) damaged[at % damaged.length] = (damaged[at % damaged.length] ?? 0) ^ by;
    return damaged;
  });
}
