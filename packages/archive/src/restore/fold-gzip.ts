import type { Deflation } from '../wasm/operation.ts';
import type { Body, Folding, Frame } from './folding.ts';
import { gzipHeaderSize, type StoredGzipHeader } from './gzip-header.ts';
import { gzipHeaders } from './gzip-headers.ts';

const TRAILER_SIZE = 8;
/** Most likely first: the default, what people ask for, the rest. */
const LEVELS = [6, 9, 1, 8, 7, 5, 4, 3, 2];

/** What is known of the gzip file that is looked for. */
export interface WantedGzip {
  readonly size: number;
  readonly contentSize: number;
  /** File names that it may have had, best first. */
  readonly names: readonly string[];
  readonly createdAt: Date | undefined;
  /** Of the reference, where that is a gzip file too. */
  readonly template: StoredGzipHeader | undefined;
}

/** Every setting of GNU gzip, zlib and pigz. */
const DEFLATIONS: readonly Deflation[] = [
  ...LEVELS.flatMap((level): Deflation[] => [
    { type: 'deflate', like: 'gzip', level, memoryLevel: 8 },
    { type: 'deflate', like: 'zlib', level, memoryLevel: 8 },
  ]),
  ...LEVELS.map((level): Deflation => ({ type: 'deflate', like: 'pigz', level, memoryLevel: 8 })),
  ...LEVELS.map((level): Deflation => ({ type: 'deflate', like: 'zlib', level, memoryLevel: 9 })),
];

/** How the gzip file may have been made. */
export function foldGzip(wanted: WantedGzip): Folding {
  const sizes = new Set([
    ...[undefined, ...wanted.names].map(gzipHeaderSize),
    ...(wanted.template === undefined
      ? []
      : [wanted.template.bytes.length, gzipHeaderSize(wanted.template.name)]),
  ]);
  return {
    operations: DEFLATIONS,
    largestBody: wanted.size - TRAILER_SIZE - gzipHeaderSize(undefined),
    fits: (size) => sizes.has(wanted.size - TRAILER_SIZE - size),
    frames: (body) => frames(wanted, body),
  };
}

function* frames(wanted: WantedGzip, body: Body): Generator<Frame> {
  const tail = trailer(body.contentCrc, wanted.contentSize);
  const size = wanted.size - TRAILER_SIZE - body.size;
  const level = body.operation.type === 'deflate' ? body.operation.level : 0;
  for (const head of gzipHeaders({ ...wanted, headerSize: size, level })) yield { head, tail };
}

function trailer(crc: number, contentSize: number): Uint8Array {
  const bytes = new Uint8Array(TRAILER_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, crc, true);
  view.setUint32(4, contentSize % 2 ** 32, true);
  return bytes;
}
