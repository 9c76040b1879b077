import { type ByteStream } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { folded, noise } from '../../test/solid.ts';
import { foldSolid } from './fold-solid.ts';
import type { SolidSettings } from './solid-settings.ts';

const all: readonly SolidSettings[] = [
  { method: 'bzip2', level: 1 },
  { method: 'xz', preset: 0, extreme: false, check: 4, blocks: 'one' },
  { method: 'xz', preset: 0, extreme: false, check: 4, blocks: 'sized', blockSize: 65_536 },
];

/** Content without an end, and whether it was let go. */
function endless(): { readonly stream: ByteStream; readonly isClosed: () => boolean } {
  const long = noise(900_000);
  let at = 0;
  let closed = false;
  const stream: ByteStream = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        at = (at + 70_001) % 800_000;
        return { done: false, value: long.subarray(at, at + 50_000) };
      },
      return: async () => {
        closed = true;
        return { done: true, value: undefined };
      },
    }),
  };
  return { stream, isClosed: () => closed };
}

describe.each(all)('folding with $method, $blocks blocks', (settings) => {
  it('lets go of the content when nobody wants more', async () => {
    const { stream, isClosed } = endless();
    for await (const chunk of foldSolid(settings, stream, undefined)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(isClosed()).toBe(true);
  });

  it('lets go of the content when it is aborted, and ends with the reason', async () => {
    const { stream, isClosed } = endless();
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of foldSolid(settings, stream, controller.signal)) {
        controller.abort(new Error('Enough.'));
      }
    })();
    await expect(reading).rejects.toThrow('Enough.');
    expect(isClosed()).toBe(true);
  });

  it('passes on what the content throws', async () => {
    const broken = (async function* () {
      yield noise(10);
      throw new Error('The disk is gone.');
    })();
    const reading = (async () => {
      for await (const _ of foldSolid(settings, broken, undefined));
    })();
    await expect(reading).rejects.toThrow('The disk is gone.');
  });

  it('makes the same, however the content is cut', async () => {
    const content = noise(150_001);
    const whole = await folded(settings, content);
    const cut = (async function* () {
      for (let at = 0, size = 1; at < content.length; at += size, size = (size * 7) % 9973) {
        yield content.subarray(at, at + size);
        yield new Uint8Array(0);
      }
    })();
    const chunks: Uint8Array[] = [];
    for await (const chunk of foldSolid(settings, cut, undefined)) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(whole)).toBe(true);
  });
});

describe('folding', () => {
  it('says so where there is not enough memory, and lets go of the content', async () => {
    const { stream, isClosed } = endless();
    const settings = {
      method: 'xz',
      preset: 9,
      extreme: false,
      check: 4,
      blocks: 'sized',
    } as const;
    const reading = (async () => {
      for await (const _ of foldSolid(
        { ...settings, blockSize: 2 ** 32 - 2 ** 20 },
        stream,
        undefined,
      ));
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: 'Compressing with xz at preset 9 asks for more memory than there is.',
    });
    expect(isClosed()).toBe(true);
  });
});
