import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { bufferSource, collect } from '@deltaglider/core';
import { createRandom } from './random.ts';
import { archiveCodec } from './archive-pairs.ts';
import { buildAr } from './containers/build-ar.ts';
import { buildTar } from './containers/build-tar.ts';
import { buildZip } from './containers/build-zip.ts';
import { streamOf, text, transformed } from './support.ts';

type Next = () => number;

export interface FuzzOptions {
  /** Mutated archives. */
  readonly count: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
}

/** What one that failed was made of. */
export class FuzzFailure extends Error {
  constructor(index: number, cause: unknown) {
    super(`Archive ${index} was not given back.`, { cause });
    this.name = 'FuzzFailure';
  }
}

/**
 * Stores and restores mutated archives against references like them.
 * @throws FuzzFailure for one that is not given back byte for byte
 */
export async function fuzzArchives({ count, seed, onProgress }: FuzzOptions): Promise<void> {
  const next = createRandom(seed);
  const archives = await samples();
  // One keeps the reference that it made, the other expands it by the plan.
  await using writer = archiveCodec();
  await using reader = archiveCodec();
  for (let index = 0; index < count; index += 1) {
    const reference = pick(archives, next);
    const target = mutated(pick(archives, next), { next, others: archives });
    try {
      const source = bufferSource(reference);
      const delta = await collect(writer.encode(source, streamOf(target)));
      const codec = next() % 2 === 0 ? writer : reader;
      const restored = await collect(codec.decode(source, streamOf(delta)));
      if (Buffer.compare(restored, target) !== 0) throw new Error('It has other bytes.');
    } catch (error) {
      throw new FuzzFailure(index, error);
    }
    onProgress?.(index + 1);
  }
}

/** Small archives of every kind that is looked through, by several compressors. */
async function samples(): Promise<readonly Uint8Array[]> {
  const contents = [0, 2, 5].map((version) => text(1500, version));
  const all = await Promise.all(contents.map((content, index) => samplesOf(content, index)));
  return all.flat();
}

async function samplesOf(content: Uint8Array, index: number): Promise<readonly Uint8Array[]> {
  const zip = buildZip([
    { name: 'a', content },
    { name: 'b', content: content.subarray(100), descriptor: true },
    { name: 'c', content: gzipSync(content), method: 0 },
  ]);
  const tar = buildTar([
    { name: 'x.gz', content: gzipSync(content) },
    { name: 'y.zip', content: zip },
  ]);
  const xz = { type: 'xz', preset: 1, extreme: false, check: 4, blocks: false } as const;
  return [
    gzipSync(content, { level: [1, 6, 9][index] ?? 6 }),
    gzipSync(content, { strategy: constants.Z_FIXED }),
    gzipSync(content, { level: 0 }),
    gzipSync(content, { strategy: constants.Z_HUFFMAN_ONLY, memLevel: 1 }),
    Buffer.concat([gzipSync(content), gzipSync(content.subarray(500))]),
    zip,
    tar,
    gzipSync(tar),
    buildAr([
      { name: 'control.tar.gz', content: gzipSync(content) },
      { name: 'data', content: deflateRawSync(content) },
    ]),
    await transformed({ type: 'bzip2', level: 1 }, content),
    await transformed(xz, content),
  ];
}

/** One to three small damages: bits, bytes, cuts, repeats, insertions, a piece of another one, or none. */
function mutated(
  archive: Uint8Array,
  { next, others }: { readonly next: Next; readonly others: readonly Uint8Array[] },
): Uint8Array {
  let bytes: Buffer = Buffer.from(archive);
  for (let count = next() % 4; count > 0 && bytes.length > 0; count -= 1) {
    bytes = damaged(bytes, { next, others });
  }
  return bytes;
}

function damaged(
  bytes: Buffer,
  { next, others }: { readonly next: Next; readonly others: readonly Uint8Array[] },
): Buffer {
  const at = next() % bytes.length;
  const length = 1 + (next() % 32);
  const [front, back] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (next() % 8) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (next() % 8));
      return bytes;
    case 1:
      bytes[at] = next() % 256;
      return bytes;
    case 2:
      return Buffer.concat([front, back.subarray(length)]);
    case 3:
      return Buffer.concat([front, back.subarray(0, length), back]);
    case 4:
      return Buffer.concat([front, Buffer.alloc(length, next() % 256), back]);
    case 5:
      return front;
    case 6:
      return Buffer.concat([front, pick(others, next).subarray(0, next() % 2000), back]);
    default:
      return Buffer.concat([bytes, pick(others, next)]);
  }
}

function pick<Value>(values: readonly Value[], next: Next): Value {
  const value = values[next() % values.length];
  if (value === undefined) throw new Error('There is nothing to pick.');
  return value;
}
