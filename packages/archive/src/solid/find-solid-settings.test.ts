import { bufferSource, type ByteSource } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { expanded, folded, found, noise, rangeOf } from '../../test/solid.ts';
import { text } from '../../test/support.ts';
import { findSolidSettings } from './find-solid-settings.ts';
import type { SolidSettings } from './solid-settings.ts';

const content = text(150_000, 5);
const all: readonly SolidSettings[] = [
  { method: 'bzip2', level: 2 },
  { method: 'xz', preset: 0, extreme: false, check: 4, blocks: 'one' },
  { method: 'xz', preset: 2, extreme: true, check: 10, blocks: 'sized', blockSize: 50_000 },
  { method: 'xz', preset: 1, extreme: false, check: 0, blocks: 'sized', blockSize: 3 * 2 ** 20 },
];
const cases = await Promise.all(
  all.map(async (settings) => ({ settings, bytes: Buffer.from(await folded(settings, content)) })),
);

const fast = { method: 'xz', preset: 0, extreme: false, check: 4 } as const;

/** A source that counts the bytes that are read of it. */
function counted(bytes: Uint8Array): ByteSource & { taken: number } {
  const source = bufferSource(bytes);
  return {
    size: bytes.length,
    taken: 0,
    async read(...range) {
      const read = await source.read(...range);
      this.taken += read.length;
      return read;
    },
  };
}

describe.each(cases)('looking for $settings', ({ settings, bytes }) => {
  const { method } = settings;

  it('finds them, wherever the stream stands in its source', async () => {
    const whole = Buffer.concat([noise(777), bytes, bytes]);
    const compressed = { source: bufferSource(whole), offset: 777, size: bytes.length };
    const contents = { content: bufferSource(content), compressed };
    expect(await findSolidSettings(method, contents, { budget: 1e7 })).toEqual(settings);
  });

  it('finds nothing where a byte differs, be it the last', async () => {
    for (const index of [bytes.length - 1, bytes.length >> 1, bytes.length - 30]) {
      const other = Buffer.from(bytes);
      other[index] = (other[index] ?? 0) ^ 1;
      expect(await found(method, { content, bytes: other })).toBeUndefined();
    }
  });

  it('finds nothing where the size is not the stream’s', async () => {
    const cut = bytes.subarray(0, -1);
    expect(await found(method, { content, bytes: cut })).toBeUndefined();
    const more = Buffer.concat([bytes, Buffer.alloc(4)]);
    expect(await found(method, { content, bytes: more })).toBeUndefined();
  });

  it('finds nothing for other content', async () => {
    const other = Buffer.from(content);
    other[149_999] = 33;
    expect(await found(method, { content: other, bytes })).toBeUndefined();
    expect(await found(method, { content: new Uint8Array(0), bytes })).toBeUndefined();
  });

  it('compresses nothing where the budget is smaller than the content', async () => {
    const source = counted(content);
    const contents = { content: source, compressed: rangeOf(bytes) };
    const budget = content.length - 1;
    expect(await findSolidSettings(method, contents, { budget })).toBeUndefined();
    expect(source.taken).toBe(0);
  });

  it('ends with the reason when it is aborted on the way', async () => {
    const controller = new AbortController();
    const source: ByteSource = {
      size: content.length,
      read: async (offset, length, options) => {
        controller.abort(new Error('Enough.'));
        return await bufferSource(content).read(offset, length, { ...options, signal: undefined });
      },
    };
    const contents = { content: source, compressed: rangeOf(bytes) };
    const { signal } = controller;
    const search = findSolidSettings(method, contents, { budget: 1e7, signal });
    await expect(search).rejects.toThrow('Enough.');
  });
});

describe('looking for settings', () => {
  it('ends when the budget is used up', async () => {
    const long = noise(300_000);
    const bytes = Buffer.from(await folded({ ...fast, blocks: 'one' }, long));
    const at = bytes.length - 20_000;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const source = counted(long);
    const contents = { content: source, compressed: rangeOf(bytes) };
    expect(await findSolidSettings('xz', contents, { budget: 1e9 })).toBeUndefined();
    const both = source.taken;
    source.taken = 0;
    expect(await findSolidSettings('xz', contents, { budget: long.length })).toBeUndefined();
    expect(source.taken).toBeLessThan(both);
  });

  it('leaves wrong settings soon after the first difference', async () => {
    const long = text(2_000_000, 100);
    const bytes = Buffer.from(await folded({ ...fast, blocks: 'one' }, long));
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    const source = counted(long);
    const contents = { content: source, compressed: rangeOf(bytes) };
    expect(await findSolidSettings('xz', contents, { budget: long.length })).toBeUndefined();
    expect(source.taken).toBeLessThan(long.length / 2);
  });

  it('compresses no whole block with wrong settings, and nothing beyond its budget', async () => {
    const long = noise(1_200_000).map((byte) => byte & 0x3f);
    const effort = { ...fast, preset: 2, extreme: true } as const;
    const settings = { ...effort, blocks: 'sized', blockSize: 1_100_000 } as const;
    const bytes = await folded(settings, long);
    const source = counted(long);
    const contents = { content: source, compressed: rangeOf(bytes) };
    // For the beginning of what is tried before, and its own, and the whole.
    const enough = long.length * 1.75;
    expect(await findSolidSettings('xz', contents, { budget: enough })).toEqual(settings);
    source.taken = 0;
    expect(await findSolidSettings('xz', contents, { budget: 1_199_999 })).toBeUndefined();
    expect(source.taken).toBe(0);
  });

  it('counts the beginning that it compares, too', async () => {
    const long = noise(400_000).map((byte) => byte & 0x3f);
    const bytes = await folded({ ...fast, blocks: 'sized', blockSize: 390_000 }, long);
    const source = counted(long);
    const contents = { content: source, compressed: rangeOf(bytes) };
    const budget = long.length;
    expect(await findSolidSettings('xz', contents, { budget })).toBeUndefined();
    expect(source.taken).toBeLessThanOrEqual(budget);
  });

  it('tries nothing that needs more than 200 MiB', async () => {
    const small = text(20_000);
    const nine = { method: 'xz', preset: 9, extreme: false, check: 4, blocks: 'one' } as const;
    const bytes = await folded(nine, small);
    expect(await found('xz', { content: small, bytes })).toEqual(nine);
    const large: ByteSource = {
      size: 40_000_000,
      read: () => Promise.reject(new Error('This is not to be read.')),
    };
    const contents = { content: large, compressed: rangeOf(bytes) };
    expect(await findSolidSettings('xz', contents, { budget: 1e9 })).toBeUndefined();
  });

  it('finds nothing for a stream that only begins like one', async () => {
    for (const start of ['', 'BZh', 'BZh0', 'BZhx', 'BZh9']) {
      expect(await found('bzip2', { content, bytes: Buffer.from(start) })).toBeUndefined();
    }
    const [, { bytes } = { bytes: Buffer.alloc(0) }] = cases;
    for (const size of [0, 6, 11, 12, 13, 17, 20, 24, 30]) {
      expect(await found('xz', { content, bytes: bytes.subarray(0, size) })).toBeUndefined();
    }
  });

  it('takes of several bzip2 streams, as pbzip2 writes them, the first', async () => {
    const pieces = [content.subarray(0, 100_000), content.subarray(100_000)];
    const streams = await Promise.all(
      pieces.map((piece) => folded({ method: 'bzip2', level: 9 }, piece)),
    );
    const bytes = Buffer.concat(streams);
    expect(await found('bzip2', { content, bytes })).toBeUndefined();
    const { content: inside, end } = await expanded('bzip2', rangeOf(bytes));
    expect(Buffer.from(inside).equals(Buffer.from(pieces[0] ?? []))).toBe(true);
    expect(end).toEqual({ size: streams[0]?.length });
  });
});
