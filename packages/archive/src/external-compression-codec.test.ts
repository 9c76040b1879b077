import { bufferSource, collect, DeltaGliderError, type DecodeOptions } from '@deltaglider/core';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  codecWith,
  CountingScratch,
  deltaBetween,
  expectedOf,
  gzipped,
  streamOf,
  text,
  transformed,
} from '../test/support.ts';

const before = text(60_000);
const after = text(61_000, 5);
const DIGEST = 'ab'.repeat(32);

let scratch: CountingScratch;
beforeEach(() => {
  scratch = new CountingScratch();
});

interface Pair {
  readonly reference: Uint8Array;
  readonly delta: Uint8Array;
}

const decode = async ({ reference, delta }: Pair, options: DecodeOptions = {}) => {
  const stream = codecWith(scratch).decode(bufferSource(reference), streamOf(delta), options);
  return Buffer.from(await collect(stream));
};

async function failureOf(pair: Pair, options: DecodeOptions = {}): Promise<DeltaGliderError> {
  const error: unknown = await decode(pair, options).then(
    () => new Error('It was restored.'),
    (thrown: unknown) => thrown,
  );
  if (!DeltaGliderError.is(error)) throw error;
  return error;
}

describe('a delta of decompressed data', () => {
  it('is restored where both sides were compressed', async () => {
    const [reference, target] = [await gzipped(before), await gzipped(after)];
    const delta = await deltaBetween(before, after, 'b.gz/G/a.gz/G');
    const expected = expectedOf(target);
    expect(await decode({ reference, delta }, { maxSize: target.length, expected })).toEqual(
      target,
    );
    expect(scratch.open).toBe(0);
  });

  it('is restored where only the target was', async () => {
    const target = await transformed({ type: 'bzip2', level: 3 }, after);
    const delta = await deltaBetween(before, after, 'b.bz2/B/a/');
    const expected = expectedOf(target);
    expect(await decode({ reference: before, delta }, { expected })).toEqual(Buffer.from(target));
  });

  it('is restored where only the reference was', async () => {
    const reference = await gzipped(before, 9);
    const delta = await deltaBetween(before, after, 'b//a.gz/G');
    expect(await decode({ reference, delta }, { maxSize: after.length })).toEqual(
      Buffer.from(after),
    );
    expect(scratch.open).toBe(0);
  });

  it('is restored across formats, and of references in several members', async () => {
    const members = Buffer.concat([
      await gzipped(before),
      await gzipped(before),
      Buffer.alloc(512),
    ]);
    const twice = Buffer.concat([before, before]);
    const target = await transformed(
      { type: 'xz', preset: 2, extreme: true, check: 1, blocks: true },
      after,
    );
    const delta = await deltaBetween(twice, after, 'b.xz/Y/a.gz/G');
    const expected = expectedOf(target);
    expect(await decode({ reference: members, delta }, { expected })).toEqual(Buffer.from(target));
  });

  it('is the reference itself where the digests agree, however that was compressed', async () => {
    const odd = Buffer.concat([await gzipped(before), await gzipped(after)]);
    const delta = await deltaBetween(before, before, 'a.gz/G/a.gz/G');
    const expected = expectedOf(odd);
    const options = { expected, referenceSha256: expected.sha256 };
    expect(await decode({ reference: odd, delta }, options)).toEqual(Buffer.from(odd));
  });

  it('may have the very header of the reference, whatever is in it', async () => {
    const header = Buffer.from('1f8b081cd20296490203040061626364612e746172006e6f746500', 'hex');
    const withHeader = (gzip: Uint8Array) => Buffer.concat([header, gzip.subarray(10)]);
    const [reference, target] = [
      withHeader(await gzipped(before)),
      withHeader(await gzipped(after)),
    ];
    const delta = await deltaBetween(before, after, 'b.gz/G/a.gz/G');
    expect(await decode({ reference, delta }, { expected: expectedOf(target) })).toEqual(target);
  });

  it('is first tried with the settings of a large reference', async () => {
    const [old, fresh] = [text(5_000_000), text(5_000_000, 9)];
    const [reference, target] = [await gzipped(old, 2), await gzipped(fresh, 2)];
    const delta = await deltaBetween(old, fresh, 'b.gz/G/a.gz/G');
    const restored = await decode({ reference, delta }, { expected: expectedOf(target) });
    expect(restored.equals(target)).toBe(true);
    // What the reference contains, what the target contains, and one body.
    expect(scratch.writes).toBe(3);
  });

  it('gives its raw content to who takes it, and says so before the first chunk', async () => {
    const reference = await gzipped(before);
    const delta = await deltaBetween(before, after, 'b.gz/G/a.gz/G');
    let calls = 0;
    const onRawContent = () => {
      calls += 1;
    };
    expect(await decode({ reference, delta }, { maxSize: 30_000, onRawContent })).toEqual(
      Buffer.from(after),
    );
    expect(calls).toBe(1);
    const plain = await deltaBetween(before, after, 'b//a/');
    expect(await decode({ reference: before, delta: plain }, { onRawContent })).toEqual(
      Buffer.from(after),
    );
    expect(calls).toBe(1);
  });
});

describe('what cannot be restored', () => {
  it('says how many settings were tried where none fits', async () => {
    const target = Buffer.concat([await gzipped(after.slice(0, 9)), await gzipped(after.slice(9))]);
    const delta = await deltaBetween(before, after, 'b.gz/G/a.gz/G');
    const reference = await gzipped(before);
    const error = await failureOf({ reference, delta }, { expected: expectedOf(target) });
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toMatch(
      /^The delta holds what gzip decompressed, .*: 36 settings of GNU gzip, zlib and pigz were tried, and none gives a file of the recorded size\.$/,
    );
    expect(error.details.hint).toContain('--raw-content');
    expect(scratch.open).toBe(0);
  });

  it('says that a header was not found where the size is right', async () => {
    const target = await gzipped(after);
    target.set([1, 2, 3, 4], 4);
    const delta = await deltaBetween(before, after, 'b.gz/G/a.gz/G');
    const reference = await gzipped(before);
    const error = await failureOf({ reference, delta }, { expected: expectedOf(target) });
    expect(error.message).toMatch(/and \d+ files of the recorded size came of them, none with/);
  });

  it('needs to know what it looks for', async () => {
    const delta = await deltaBetween(before, after, 'b.gz/G/a.gz/G');
    const error = await failureOf({ reference: await gzipped(before), delta });
    expect([error.code, error.details.hint]).toEqual([
      'UNSUPPORTED',
      expect.stringContaining('--raw-content'),
    ]);
  });

  it.each([
    ['a level', 'b.gz/G9/a.gz/G6', 'xdelta3 3.2'],
    ['a level on one side', 'b/B1/a/', 'xdelta3 3.2'],
    ['digests and marks', `b.gz#${DIGEST}/G/a.gz#${DIGEST}/G`, 'xdelta3 3.2'],
    ['compress', 'b.Z/Z/a.Z/Z', 'compress (.Z)'],
    ['compress on the side of the reference', 'b//a.Z/Z', 'compress (.Z)'],
  ])('is refused by name: %s', async (_, header, words) => {
    const delta = await deltaBetween(before, after, header);
    const error = await failureOf({ reference: before, delta });
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toContain(words);
  });

  it.each([
    ['names with digests alone', `b#${DIGEST}//a#${DIGEST}/`],
    ['our own mark', '///N'],
    ['no header to speak of', ''],
    ['marks that nobody knows', 'b/Q/a/Q'],
  ])('does not include plain deltas with %s', async (_, header) => {
    const delta = await deltaBetween(before, after, header);
    expect(await decode({ reference: before, delta })).toEqual(Buffer.from(after));
  });
});

describe('a hostile reference', () => {
  const delta = deltaBetween(before, after, 'b//a.gz/G');

  it('is refused before it has expanded far', async () => {
    // 64 MiB of zeros in 64 kB, twice over: 500 bytes or so.
    const bomb = await gzipped(await gzipped(new Uint8Array(64 << 20), 9), 9);
    expect(bomb.length).toBeLessThan(1000);
    const twice = await deltaBetween(before, after, 'b//a.gz/G');
    const first = await failureOf({ reference: bomb, delta: twice }, { maxSize: 1 << 20 });
    expect(first.code).toBe('DELTA_FAILED');
    const flat = await gzipped(new Uint8Array(64 << 20), 9);
    const error = await failureOf({ reference: flat, delta: twice });
    expect([error.code, error.message]).toEqual([
      'UNSUPPORTED',
      expect.stringContaining(`more than ${flat.length * 64} bytes`),
    ]);
    expect(scratch.open).toBe(0);
  });

  it.each([
    ['cut off', (gzip: Uint8Array) => gzip.subarray(0, -9), 'truncated'],
    ['without its trailer', (gzip: Uint8Array) => gzip.subarray(0, -8), 'truncated'],
    ['empty', () => new Uint8Array(0), 'truncated'],
    ['something else', () => before, 'corrupt'],
    ['followed by other bytes', (gzip: Uint8Array) => Buffer.concat([gzip, before]), 'corrupt'],
  ])('is named when it is %s', async (_, damage, word) => {
    const reference = damage(await gzipped(before));
    const error = await failureOf({ reference, delta: await delta });
    expect([error.code, error.message]).toEqual(['DELTA_FAILED', expect.stringContaining(word)]);
    expect(scratch.open).toBe(0);
  });
});

describe('an end before the end', () => {
  it('by an abort has its reason, and nothing stays put aside', async () => {
    const large = text(3_000_000);
    const reference = await gzipped(before);
    const delta = await deltaBetween(before, large, 'b.gz/G/a.gz/G');
    const controller = new AbortController();
    const reason = { no: 'error at all' };
    const options = {
      expected: { size: 900_000, sha256: DIGEST },
      signal: controller.signal,
    };
    const running = decode({ reference, delta }, options);
    const timer = setInterval(() => {
      if (scratch.largest >= large.length) controller.abort(reason);
    }, 1);
    await expect(running).rejects.toBe(reason);
    clearInterval(timer);
    expect(scratch.open).toBe(0);
  });

  it('by a refusal lets the rest of the delta go', async () => {
    let isClosed = false;
    const delta = await deltaBetween(before, after, 'b/G9/a/');
    const watched = async function* () {
      try {
        yield* streamOf(delta, 10);
      } finally {
        isClosed = true;
      }
    };
    const refused = collect(codecWith(scratch).decode(bufferSource(before), watched()));
    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect(isClosed).toBe(true);
  });
});
