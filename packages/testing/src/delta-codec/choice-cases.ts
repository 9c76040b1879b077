import {
  bufferSource,
  collect,
  DeltaLimitReached,
  type CodecChoice,
  type DeltaCodecPort,
  type EncodeOptions,
} from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { chunked } from '../bytes/chunked.ts';
import { mutate } from '../bytes/mutate.ts';
import { randomBytes } from '../bytes/random-bytes.ts';
import { sha256Hex } from '../bytes/sha256-hex.ts';
import { decode, type DeltaPair, type DescribeDeltaCodecOptions } from './codec-subject.ts';

const similar = randomBytes(1, 100_000);
const PAIRS: Readonly<Record<string, DeltaPair>> = {
  'two similar files': { reference: similar, target: mutate(similar, 2, 9) },
  'two files that have nothing in common': { reference: similar, target: randomBytes(3, 90_000) },
  'a file and itself': { reference: similar, target: similar },
};

/** What an encode with a limit made of a pair. */
interface Attempt {
  readonly size: number;
  readonly error: unknown;
}

export function choiceCases(
  codec: () => DeltaCodecPort,
  { find, pairs }: DescribeDeltaCodecOptions,
): void {
  const cases = Object.entries({ ...PAIRS, ...pairs });

  describe('a limit', () => {
    it.each(cases)('is never reached by what is yielded of %s', async (_, pair) => {
      const { size } = await attempt(codec(), pair, {});
      for (const limit of [1, Math.max(1, size >> 1), size]) {
        const given = await attempt(codec(), pair, { limit });
        expect(given.size).toBeLessThan(limit);
        // One that chooses may have found another way.
        const mayFit = given.error === undefined && codec().choices !== undefined;
        expect(mayFit || DeltaLimitReached.is(given.error), `${limit} of ${size}`).toBe(true);
      }
    });

    it.each(cases)('that is not reached changes nothing about %s', async (_, pair) => {
      const { size } = await attempt(codec(), pair, {});
      for (const limit of [size + 1, 2 * size + 100, Infinity]) {
        expect(await attempt(codec(), pair, { limit })).toEqual({ size, error: undefined });
      }
    });
  });

  describe('a choice', () => {
    it.each(cases)('is told at most once, and before the end, of %s', async (_, pair) => {
      const choices: CodecChoice[] = [];
      const options = { onChoice: (choice: CodecChoice) => void choices.push(choice) };
      await attempt(codec(), pair, options);
      const atTheEnd = choices.length;
      await new Promise(setImmediate);
      expect(choices).toHaveLength(atTheEnd);
      expect(atTheEnd).toBeLessThanOrEqual(1);
      for (const choice of choices) {
        expect([codec().name, ...(codec().choices ?? [])]).toContain(choice.codec);
        expect(choice.reason).not.toBe('');
      }
    });

    it.each(cases)('names what restores %s', async (_, pair) => {
      let chosen = codec().name;
      const onChoice = (choice: CodecChoice) => {
        chosen = choice.codec;
      };
      const delta = await collect(encodeWith(codec(), pair, { onChoice }));
      const reader = find?.(chosen) ?? codec();
      const restored = await decode(reader, pair.reference, chunked(delta));
      expect(sha256Hex(restored)).toBe(sha256Hex(pair.target));
    });

    it('does not depend on the target being there as a source, too', async () => {
      for (const [, pair] of cases) {
        const delta = await collect(encodeWith(codec(), pair, {}));
        const targetSource = bufferSource(pair.target);
        const same = await collect(encodeWith(codec(), pair, { targetSource }));
        expect(sha256Hex(same)).toBe(sha256Hex(delta));
      }
    });

    it('leaves the target read to its end', async () => {
      for (const [, pair] of cases) {
        let read = 0;
        const target = async function* () {
          for await (const chunk of chunked(pair.target)) {
            read += chunk.length;
            yield chunk;
          }
        };
        const targetSource = bufferSource(pair.target);
        const reference = bufferSource(pair.reference);
        await collect(codec().encode(reference, target(), { targetSource }));
        expect(read).toBe(pair.target.length);
      }
    });
  });
}

function encodeWith(
  codec: DeltaCodecPort,
  pair: DeltaPair,
  options: EncodeOptions,
): AsyncIterable<Uint8Array> {
  const targetSize = pair.target.length;
  const reference = bufferSource(pair.reference);
  return codec.encode(reference, chunked(pair.target), { targetSize, ...options });
}

async function attempt(
  codec: DeltaCodecPort,
  pair: DeltaPair,
  options: EncodeOptions,
): Promise<Attempt> {
  let size = 0;
  try {
    for await (const chunk of encodeWith(codec, pair, options)) size += chunk.length;
    return { size, error: undefined };
  } catch (error) {
    return { size, error };
  }
}
