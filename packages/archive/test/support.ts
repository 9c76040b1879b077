import { createHash } from 'node:crypto';
import {
  bufferSource,
  collect,
  MemoryScratch,
  readVcdiffHeader,
  type ByteStream,
  type ExpectedTarget,
} from '@deltaglider/core';
import { Xdelta3Codec } from '@deltaglider/xdelta3-wasm';
import { ExternalCompressionCodec } from '../src/index.ts';
import { compileArchive } from '../src/wasm/archive-module.ts';
import type { Operation } from '../src/wasm/operation.ts';
import { Transform } from '../src/wasm/transform.ts';

const inner = new Xdelta3Codec({ workers: 0 });

/** Scratch room that knows how much of it is in use. */
export class CountingScratch extends MemoryScratch {
  open = 0;
  writes = 0;
  largest = 0;

  override async write(...args: Parameters<MemoryScratch['write']>) {
    const bytes = await super.write(...args);
    this.open += 1;
    this.writes += 1;
    this.largest = Math.max(this.largest, bytes.size);
    let isOpen = true;
    return {
      size: bytes.size,
      read: (...range: Parameters<typeof bytes.read>) => bytes.read(...range),
      close: async () => {
        if (isOpen) this.open -= 1;
        isOpen = false;
      },
    };
  }
}

export function codecWith(scratch: MemoryScratch): ExternalCompressionCodec {
  return new ExternalCompressionCodec({ inner, sha256: () => createHash('sha256'), scratch });
}

export async function* streamOf(bytes: Uint8Array, chunkSize = 65_536): ByteStream {
  for (let offset = 0; offset < bytes.length; offset += chunkSize) {
    yield bytes.subarray(offset, offset + chunkSize);
  }
}

/** A delta between contents, as if the xdelta3 command had made it: with this application header. */
export async function deltaBetween(
  reference: Uint8Array,
  target: Uint8Array,
  appHeader: string,
): Promise<Uint8Array> {
  const delta = await collect(inner.encode(bufferSource(reference), streamOf(target)));
  const { indicator, secondaryId = 0, size } = readVcdiffHeader(delta);
  const names = new TextEncoder().encode(appHeader);
  const length =
    names.length < 128 ? [names.length] : [128 + (names.length >> 7), names.length & 127];
  const head = [0xd6, 0xc3, 0xc4, 0, indicator, secondaryId, ...length];
  return Buffer.concat([Uint8Array.from(head), names, delta.subarray(size)]);
}

export function expectedOf(target: Uint8Array): ExpectedTarget {
  return { size: target.length, sha256: createHash('sha256').update(target).digest('hex') };
}

/** What an operation makes of the bytes. */
export async function transformed(operation: Operation, bytes: Uint8Array): Promise<Uint8Array> {
  const transform = new Transform(await compileArchive(), operation);
  return await collect(transform.run({ input: streamOf(bytes), signal: undefined }));
}

/** A gzip file as a pipe through GNU gzip gives it. */
export async function gzipped(content: Uint8Array, level = 6): Promise<Uint8Array> {
  const transform = new Transform(await compileArchive(), {
    type: 'deflate',
    like: 'gzip',
    level,
    memoryLevel: 8,
  });
  const body = await collect(transform.run({ input: streamOf(content), signal: undefined }));
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(transform.inputCrc, 0);
  trailer.writeUInt32LE(content.length, 4);
  return Buffer.concat([Buffer.from('1f8b0800000000000003', 'hex'), body, trailer]);
}

/** Text that compresses, the same in every run; versions differ in a few places. */
export function text(size: number, version = 0): Uint8Array {
  const words: string[] = [];
  let state = 7;
  for (let length = 0; length < size; length += 9) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    words.push(`word${String((state >>> 16) % 500).padStart(4, '0')} `);
  }
  for (let index = 0; index < version; index += 1)
    words[(index * 997) % words.length] = 'changed! ';
  return new TextEncoder().encode(words.join('').slice(0, size));
}
