import { DeltaGliderError, type DecodeOptions } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { collect, concat, edited, noise, prose, sourceOf, streamOf } from '../test/support.ts';
import { MAGIC, PLAIN_HEADER, varint, vcdiffWindow } from '../test/vcdiff-builder.ts';
import { Xdelta3Codec } from './index.ts';

const codec = new Xdelta3Codec({ workers: 0 });
const reference = prose(20_000);
const MIB = 1024 * 1024;

const decode = (delta: Uint8Array, options: DecodeOptions = {}) =>
  collect(codec.decode(sourceOf(reference), streamOf(delta), options));

async function failure(delta: Uint8Array, options: DecodeOptions = {}): Promise<DeltaGliderError> {
  const error: unknown = await decode(delta, options).then(
    () => new Error('It was accepted.'),
    (thrown: unknown) => thrown,
  );
  if (!DeltaGliderError.is(error)) throw error;
  expect(error.message).toMatch(/^The delta .*\.$|^The restored .*\.$/);
  return error;
}

describe('a damaged delta', () => {
  const target = concat(edited(reference, 700), noise(3000), prose(8000, 5));

  it('is refused at every length but its own, and with anything behind it', async () => {
    const delta = await collect(codec.encode(sourceOf(reference), streamOf(target)));
    for (let length = 0; length < delta.length; length += 1) {
      const error = await failure(delta.subarray(0, length));
      expect(error.code, `${length} of ${delta.length} bytes`).toBe('DELTA_FAILED');
      expect(error.message).toContain('truncated');
    }
    for (const garbage of [[0], [1], [5, 0], [255], [0, 0, 0, 0, 0, 0, 0], [...MAGIC]]) {
      const error = await failure(concat(delta, Uint8Array.from(garbage)));
      expect(error.code).toBe('DELTA_FAILED');
    }
    expect(Buffer.compare(await decode(delta), target)).toBe(0);
  });

  it.each(['<?xml version="1.0"?>', 'PK\u0003\u0004', 'x'])('is not just %j', async (text) => {
    expect((await failure(new TextEncoder().encode(text))).code).toBe('DELTA_FAILED');
  });
});

describe('a hostile delta', () => {
  it.each([
    ['a window above 64 MiB', { targetSize: 64 * MIB + 1 }, '64 MiB'],
    ['a window of 4 GiB', { targetSize: 0xffff_ffff }, '64 MiB'],
    ['data of 3 GiB', { targetSize: 1, claimed: [3072 * MIB, 1, 0] }, '64 MiB'],
    ['instructions of 1 GiB', { targetSize: 1, claimed: [0, 1024 * MIB, 0] }, '64 MiB'],
    ['addresses of 65 MiB', { targetSize: 1, claimed: [0, 1, 65 * MIB] }, '64 MiB'],
    ['a segment behind the reference', { indicator: 1, segment: [1, 20_000] }, 'reference'],
    ['a segment over its end', { indicator: 1, segment: [20_001, 0] }, 'reference'],
    ['a segment of 4 GiB', { indicator: 1, segment: [0xffff_ffff, 0] }, 'reference'],
    ['a segment far behind', { indicator: 1, segment: [1, 2 ** 40] }, 'reference'],
  ] as const)('cannot have %s', async (_, fields, words) => {
    const error = await failure(concat(PLAIN_HEADER, vcdiffWindow(fields)));
    expect(error.code).toBe('DELTA_FAILED');
    expect(error.message).toContain(words);
  });

  it('cannot claim application data of 2 GiB', async () => {
    const delta = concat(MAGIC, Uint8Array.of(4), varint(2048 * MIB), noise(1000));
    expect((await failure(delta)).code).toBe('DELTA_FAILED');
  });

  it('cannot inflate a section beyond 64 MiB', async () => {
    const data = concat(varint(1024 * MIB), noise(100));
    const window = vcdiffWindow({ targetSize: 10, deltaIndicator: 1, data });
    const error = await failure(concat(MAGIC, Uint8Array.of(1, 2), window));
    expect(error.code).toBe('DELTA_FAILED');
    expect(error.message).toContain('64 MiB');
  });

  it('cannot yield more than the limit', async () => {
    // RUN of 50,000 bytes, from 20 bytes of delta.
    const instructions = concat(Uint8Array.of(0), varint(50_000));
    const window = vcdiffWindow({ targetSize: 50_000, data: Uint8Array.of(7), instructions });
    const delta = concat(PLAIN_HEADER, window, window);
    expect(await decode(delta, { maxSize: 100_000 })).toHaveLength(100_000);
    const error = await failure(delta, { maxSize: 99_999 });
    expect(error.code).toBe('DELTA_FAILED');
    expect(error.message).toContain('limit');
  });
});

describe('a VCDIFF feature that is refused', () => {
  it.each([
    ['a secondary compressor', concat(MAGIC, Uint8Array.of(1, 77)), 'secondary compressor 77'],
    ['a code table', concat(MAGIC, Uint8Array.of(2, 9, 4, 3, 1, 2, 3)), 'VCD_CODETABLE'],
    ['a later version', Uint8Array.of(0xd6, 0xc3, 0xc4, 1, 0), 'later version'],
    ['the version S of open-vcdiff', Uint8Array.of(0xd6, 0xc3, 0xc4, 0x53, 0), 'later version'],
    ['an unknown header bit', concat(MAGIC, Uint8Array.of(8)), 'header indicator'],
    [
      'a copy from the target',
      concat(PLAIN_HEADER, vcdiffWindow({}), vcdiffWindow({ indicator: 2, segment: [0, 0] })),
      'VCD_TARGET',
    ],
  ])('is named: %s', async (_, delta, words) => {
    const error = await failure(delta);
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toContain(words);
  });
});
