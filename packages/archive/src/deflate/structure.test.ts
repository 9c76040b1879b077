import { createHash } from 'node:crypto';
import { constants, deflateRawSync } from 'node:zlib';
import { randomBytes } from '@deltaglider/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDeflate } from './deflate-module.ts';
import { DeflateInstance } from './deflate-instance.ts';
import { parseDeflate, type ParsedChunk, type ParseOutcome } from './parse-deflate.ts';
import {
  LOOKAHEAD_SIZE,
  PREFIX_SIZE,
  rebuildChunk,
  StructureMismatch,
  type RebuildItem,
} from './rebuild-chunk.ts';
import { addToFilter, findModel, openFilter, shortenChunk } from './shorten-chunk.ts';

const instance = new DeflateInstance(await compileDeflate());

interface Parsed {
  readonly chunks: readonly ParsedChunk[];
  readonly outcome: ParseOutcome;
}

async function parse(
  stream: Uint8Array,
  { separate = true, limit = Infinity, piece = 65_536 } = {},
): Promise<Parsed> {
  async function* input(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < stream.length; at += piece) yield stream.subarray(at, at + piece);
  }
  const chunks: ParsedChunk[] = [];
  const parser = parseDeflate(input(), { limit, separate, signal: undefined });
  for (;;) {
    const next = await parser.next();
    if (next.done === true) return { chunks, outcome: next.value };
    chunks.push(next.value);
  }
}

function contentOf({ chunks }: Parsed): Buffer {
  return Buffer.concat(chunks.map((chunk) => chunk.content));
}

function itemsOf(parsed: Parsed): RebuildItem[] {
  const whole = contentOf(parsed);
  let at = 0;
  let bits = 0;
  return parsed.chunks.map((chunk) => {
    const prefixSize = Math.min(at, PREFIX_SIZE);
    const end = at + chunk.content.length;
    const content = whole.subarray(at - prefixSize, end + LOOKAHEAD_SIZE);
    const chunkSize = chunk.content.length;
    const item = { ...chunk, content, prefixSize, chunkSize, model: 0, phase: bits % 8 };
    at = end;
    bits += chunk.bits;
    return item;
  });
}

function rebuild(items: readonly RebuildItem[], outcome: ParseOutcome): Buffer {
  if (outcome.type !== 'ended') throw new Error(outcome.type);
  const stream = Buffer.alloc(outcome.size);
  let bits = 0;
  for (const item of items) {
    const bytes = rebuildChunk(instance, item);
    const start = Math.floor(bits / 8);
    bytes.forEach((byte, index) => {
      stream[start + index] = (stream[start + index] ?? 0) | byte;
    });
    bits += item.bits;
  }
  if (bits % 8 > 0) stream[stream.length - 1] = (stream.at(-1) ?? 0) | (outcome.tail << (bits % 8));
  return stream;
}

function shorten(items: readonly RebuildItem[], budget: number): RebuildItem[] {
  const model = items[0] === undefined ? 0 : findModel(instance, items[0], []);
  return items.map((item) => ({
    ...item,
    model,
    ...shortenChunk(instance, { ...item, model }, budget),
  }));
}

const sizeOf = (items: readonly RebuildItem[]): number =>
  items.reduce((sum, { steps, distances }) => sum + steps.length + distances.length, 0);

/** Text of few words: much of it repeats, near and far. */
function text(size: number, seed: number): Buffer {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  let result = '';
  while (result.length < size) {
    result += `${['const', 'return', 'import', 'value', 'object'][next(5)]}${next(300)}${next(9) === 0 ? '\n' : ' '}`;
  }
  return Buffer.from(result.slice(0, size));
}

/** A last block of fixed codes that holds nothing but literals below 144, which zlib never makes so long. */
function literalsInOneBlock(bytes: Buffer): Buffer {
  const stream = Buffer.alloc(bytes.length + 2);
  let held = 0b011;
  bytes.forEach((byte, index) => {
    held |= reversedByte(0x30 + byte) << 3;
    stream[index] = held & 255;
    held >>>= 8;
  });
  stream[bytes.length] = held;
  return stream;
}

function reversedByte(byte: number): number {
  let result = 0;
  for (let bit = 0; bit < 8; bit += 1) result |= ((byte >> bit) & 1) << (7 - bit);
  return result;
}

describe('the structure of a deflate stream', () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc.record({ size: fc.nat(60_000), seed: fc.nat() }).map(({ size, seed }) => text(size, seed)),
    fc.nat(300_000).map((size) => new Uint8Array(size)),
  );
  const options = fc.record({
    level: fc.nat(9),
    memLevel: fc.integer({ min: 1, max: 9 }),
    strategy: fc.constantFrom(0, 1, 2, 3, 4),
  });

  it('gives every stream of zlib back, with all of it and with what can be derived left out', async () => {
    await fc.assert(
      fc.asyncProperty(content, options, fc.nat(5000), async (bytes, settings, budget) => {
        const stream = deflateRawSync(bytes, settings);
        const parsed = await parse(stream);
        const items = itemsOf(parsed);
        expect(contentOf(parsed).equals(bytes)).toBe(true);
        expect(rebuild(items, parsed.outcome).equals(stream)).toBe(true);
        openFilter(instance, 0);
        const short = shorten(items, budget);
        expect(rebuild(short, parsed.outcome).equals(stream)).toBe(true);
        expect(sizeOf(short)).toBeLessThanOrEqual(sizeOf(items));
      }),
      { numRuns: 150 },
    );
  });

  it('needs next to nothing of it where the model knows the compressor', async () => {
    const bytes = text(400_000, 1);
    for (const level of [1, 6, 9]) {
      const parsed = await parse(deflateRawSync(bytes, { level }));
      const items = itemsOf(parsed);
      openFilter(instance, 0);
      const short = shorten(items, 0);
      expect(rebuild(short, parsed.outcome).equals(deflateRawSync(bytes, { level }))).toBe(true);
      expect(sizeOf(short)).toBeLessThan(sizeOf(items) / 20);
    }
  });

  it('needs next to nothing of it around what does not compress', async () => {
    const noise = randomBytes(3, 20_000);
    const bytes = Buffer.concat([noise, text(90_000, 1), noise, text(90_000, 2), noise]);
    const stream = deflateRawSync(bytes, { level: 6 });
    const parsed = await parse(stream);
    const items = itemsOf(parsed);
    openFilter(instance, 0);
    const short = shorten(items, 0);
    expect(rebuild(short, parsed.outcome).equals(stream)).toBe(true);
    expect(sizeOf(short)).toBeLessThan(sizeOf(items) / 20);
  });

  it('keeps what the reference has, for a delta to copy', async () => {
    const parsed = await parse(deflateRawSync(text(400_000, 2)));
    const items = itemsOf(parsed);
    const own = sizeOf(items);
    openFilter(instance, own);
    for (const chunk of parsed.chunks) addToFilter(instance, chunk);
    expect(sizeOf(shorten(items, 1000))).toBe(own);
  });

  it('is the same however the input comes in pieces', async () => {
    const bytes = Buffer.concat([text(90_000, 3), Buffer.alloc(3_000_000), text(60_000, 4)]);
    const stream = deflateRawSync(bytes, { level: 6 });
    const digests = ({ chunks, outcome }: Parsed): unknown[] => [
      outcome,
      chunks.map((chunk) => [chunk.content.length, chunk.bits]),
      createHash('sha256').update(contentOf({ chunks, outcome })).digest('hex'),
      chunks.map(({ blocks, steps, distances }) =>
        createHash('sha256').update(blocks).update(steps).update(distances).digest('hex'),
      ),
    ];
    const whole = digests(await parse(stream, { piece: stream.length }));
    for (const piece of [1, 7, 4096])
      expect(digests(await parse(stream, { piece }))).toEqual(whole);
  });

  it('divides a stream that expands to more than a chunk', async () => {
    const bytes = Buffer.concat([text(3_000_000, 5), Buffer.alloc(40_000_000), text(3_000_000, 6)]);
    const stream = deflateRawSync(bytes, { level: 1, memLevel: 9 });
    const parsed = await parse(stream);
    const items = itemsOf(parsed);
    expect(parsed.chunks.length).toBeGreaterThan(4);
    for (const chunk of parsed.chunks) expect(chunk.content.length).toBeLessThan(17 * 2 ** 20);
    expect(rebuild(items, parsed.outcome).equals(stream)).toBe(true);
    expect(rebuild(shorten(items, 0), parsed.outcome).equals(stream)).toBe(true);
  });

  it('divides a block that is longer than a chunk may be', async () => {
    const bytes = Buffer.concat([
      text(200_000, 7),
      Buffer.alloc(60_000_000, 'ab'),
      text(99_000, 8),
    ]);
    const stream = deflateRawSync(bytes, { level: 9, strategy: constants.Z_FIXED });
    const parsed = await parse(stream);
    expect(rebuild(itemsOf(parsed), parsed.outcome).equals(stream)).toBe(true);
  });

  it('divides a block at the same symbol however the input comes', async () => {
    const stream = literalsInOneBlock(Buffer.alloc(17_000_000, 'abcde'));
    const sizes = async (piece: number): Promise<number[][]> =>
      (await parse(stream, { piece })).chunks.map(({ content, blocks, steps, bits }) => [
        content.length,
        blocks.length,
        steps.length,
        bits,
      ]);
    const whole = await sizes(stream.length);
    expect(whole.length).toBe(2);
    for (const piece of [255, 3001, 99_991]) expect(await sizes(piece)).toEqual(whole);
  });

  it('ends where the stream ends, whatever follows', async () => {
    const stream = deflateRawSync(text(50_000, 9));
    const { outcome } = await parse(Buffer.concat([stream, Buffer.from('what follows')]));
    expect(outcome).toMatchObject({ type: 'ended', size: stream.length });
  });

  it('says where it cannot take a stream apart', async () => {
    const stream = deflateRawSync(text(500_000, 10));
    for (const size of [0, 1, 100, 5000, stream.length - 1]) {
      const { outcome } = await parse(stream.subarray(0, size));
      expect(outcome).toEqual({ type: 'truncated' });
    }
    expect((await parse(Buffer.from([0x07]))).outcome.type).not.toBe('ended');
    const limited = await parse(stream, { limit: 499_999 });
    expect(limited.outcome).toEqual({ type: 'limit' });
  });

  it('takes no damaged stream apart into something else', async () => {
    const stream = deflateRawSync(text(20_000, 11), { level: 9 });
    await fc.assert(
      fc.asyncProperty(fc.nat(stream.length * 8 - 1), async (bit) => {
        const damaged = Buffer.from(stream);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const parsed = await parse(damaged);
        if (parsed.outcome.type !== 'ended') return;
        const again = rebuild(shorten(itemsOf(parsed), 100), parsed.outcome);
        expect(again.equals(damaged.subarray(0, parsed.outcome.size))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('refuses a structure that does not fit', async () => {
    const parsed = await parse(deflateRawSync(text(30_000, 12)));
    const [item] = shorten(itemsOf(parsed), 0);
    if (item === undefined) throw new Error('no chunk');
    const right = Buffer.from(rebuildChunk(instance, item));
    const section = fc.constantFrom('blocks' as const, 'steps' as const, 'distances' as const);
    fc.assert(
      fc.property(section, fc.nat(), fc.nat(255), (name, place, byte) => {
        const bytes = Buffer.from(item[name]);
        if (bytes.length > 0) bytes[place % bytes.length] = byte;
        // Whatever comes out is checked by its digest; here it must end, and stay within its memory.
        try {
          expect(rebuildChunk(instance, { ...item, [name]: bytes }).length).toBe(right.length);
        } catch (error) {
          expect(error).toBeInstanceOf(StructureMismatch);
        }
      }),
      { numRuns: 500 },
    );
    for (const wrong of [
      { ...item, bits: item.bits + 1 },
      { ...item, bits: 2 ** 31 },
      { ...item, chunkSize: item.chunkSize - 1 },
      { ...item, chunkSize: item.content.length + 1 },
      { ...item, model: 255 },
      { ...item, steps: item.steps.subarray(2) },
    ]) {
      expect(() => rebuildChunk(instance, wrong)).toThrow(StructureMismatch);
    }
    expect(Buffer.from(rebuildChunk(instance, item)).equals(right)).toBe(true);
  });
});
