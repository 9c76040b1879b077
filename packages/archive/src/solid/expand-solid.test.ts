import { bufferSource, type ByteSource } from '@deltaglider/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expanded, folded, noise, rangeOf } from '../../test/solid.ts';
import { text } from '../../test/support.ts';
import { expandSolid } from './expand-solid.ts';
import type { SolidSettings } from './solid-settings.ts';

const content = text(40_000);
const settings: readonly SolidSettings[] = [
  { method: 'bzip2', level: 1 },
  { method: 'xz', preset: 0, extreme: false, check: 4, blocks: 'one' },
  { method: 'xz', preset: 0, extreme: false, check: 1, blocks: 'sized', blockSize: 16_384 },
];
const cases = await Promise.all(
  settings.map(async (each) => ({ ...each, bytes: Buffer.from(await folded(each, content)) })),
);

describe.each(cases)('expanding $method in $blocks blocks', ({ method, bytes }) => {
  it('gives the content and says how many bytes it took', async () => {
    const result = await expanded(method, rangeOf(bytes));
    expect(Buffer.from(result.content).equals(content)).toBe(true);
    expect(result.end).toEqual({ size: bytes.length });
  });

  it('takes only the first stream, wherever it begins', async () => {
    for (const behind of [bytes, Buffer.alloc(12), Buffer.from('something else'), noise(300_000)]) {
      const whole = Buffer.concat([noise(1000), bytes, behind]);
      const range = { source: bufferSource(whole), offset: 1000, size: whole.length };
      const result = await expanded(method, range);
      expect(Buffer.from(result.content).equals(content)).toBe(true);
      expect(result.end).toEqual({ size: bytes.length });
    }
  });

  it('says that it is truncated, wherever it is cut', async () => {
    const cut = fc.integer({ min: 0, max: bytes.length - 1 });
    await fc.assert(
      fc.asyncProperty(cut, async (size) => {
        const range = { source: bufferSource(bytes), offset: 0, size };
        expect((await expanded(method, range)).end).toBe('truncated');
      }),
      { numRuns: 25 },
    );
  });

  it('never takes a damaged stream for a whole one', async () => {
    const damage = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(damage, async ([index, change]) => {
        const damaged = Buffer.from(bytes);
        damaged[index] = (damaged[index] ?? 0) ^ change;
        const result = await expanded(method, rangeOf(damaged));
        // bzip2's level only says how much memory to take: a larger one changes nothing.
        const isSame = Buffer.from(result.content).equals(content);
        if (typeof result.end === 'object') expect(method === 'bzip2' && isSame).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('gives no more than the limit', async () => {
    expect((await expanded(method, rangeOf(bytes), content.length)).end).toEqual({
      size: bytes.length,
    });
    const result = await expanded(method, rangeOf(bytes), content.length - 1);
    expect(result.end).toBe('limit');
    expect(result.content.length).toBeLessThan(content.length);
  });

  it('ends with the reason when it is aborted', async () => {
    const controller = new AbortController();
    controller.abort(new Error('Enough.'));
    const stream = expandSolid(method, rangeOf(bytes), { limit: 1e9, signal: controller.signal });
    await expect(stream.next()).rejects.toThrow('Enough.');
  });

  it('may be left before its end', async () => {
    const zeros = new Uint8Array(2_000_000);
    const [each = settings[0]] = settings.filter((one) => one.method === method);
    if (each === undefined) throw new Error('There are settings of each method.');
    const stream = expandSolid(method, rangeOf(await folded(each, zeros)), { limit: 1e9 });
    expect((await stream.next()).value).toHaveLength(262_144);
    expect(await stream.return('limit')).toEqual({ done: true, value: 'limit' });
    expect((await stream.next()).done).toBe(true);
  });
});

describe('expanding', () => {
  it('does not wait for a read that is aborted', async () => {
    const controller = new AbortController();
    const source: ByteSource = {
      size: 1000,
      read: (_offset, _length, options) =>
        new Promise((_, reject) => {
          options?.signal?.addEventListener('abort', () => {
            reject(new Error('The read ended.'));
          });
        }),
    };
    const range = { source, offset: 0, size: 1000 };
    const next = expandSolid('xz', range, { limit: 1e9, signal: controller.signal }).next();
    setImmediate(() => {
      controller.abort();
    });
    await expect(next).rejects.toThrow('The read ended.');
  });

  it('stops a small stream that expands to very much at the limit', async () => {
    const bomb = await folded({ method: 'bzip2', level: 9 }, new Uint8Array(8_000_000));
    expect(bomb.length).toBeLessThan(100);
    const { content: given, end } = await expanded('bzip2', rangeOf(bomb), 1_000_000);
    expect(end).toBe('limit');
    expect(given.length).toBeLessThanOrEqual(1_000_000);
  });

  it('does not believe an xz stream that asks for a dictionary of 4 GiB', async () => {
    // Header, and a block of LZMA2 with the largest dictionary.
    const bytes = Buffer.from(
      'fd377a585a000004e6d6b446' + '0200210128000000' + 'e6a011b3' + '00',
      'hex',
    );
    expect((await expanded('xz', rangeOf(bytes))).end).toBe('memory');
  });

  it.each(['bzip2', 'xz'] as const)('calls what is no %s corrupt', async (method) => {
    expect((await expanded(method, rangeOf(noise(5000)))).end).toBe('corrupt');
  });
});
