import type { StreamMethod } from '../containers/found-stream.ts';
import type { ArchiveLimits } from './archive-limits.ts';
import { ByteReader } from './byte-reader.ts';
import { damaged } from './damaged.ts';
import {
  levelPlan,
  METHODS,
  type ChunkPlan,
  type LevelPlan,
  type ReferenceLevelPlan,
  type StreamPlan,
  type StreamSpan,
} from './level-plan.ts';
import { PATCH_SIZE, type Patch } from './patch.ts';

/** What a plan must agree with. */
export interface PlanBounds {
  /** Bytes of the object. */
  readonly size: number;
  /** Bytes of its last form. */
  readonly expandedSize: number;
  /** The most bytes that a form, or the structure, may have. */
  readonly formLimit: number;
  readonly limits: ArchiveLimits;
}

/** No chunk of a deflate stream expands further. */
const MAX_CHUNK_SIZE = 17 * 1024 * 1024;
const MAX_MODEL = 255;
const MAX_SETTINGS_SIZE = 65_536;

/** @throws DELTA_FAILED where a number of it cannot be, or its sums are not those of the object */
export function decodeReferencePlan(bytes: Uint8Array, bounds: PlanBounds): ReferenceLevelPlan[] {
  return decodeLevels(bytes, bounds, (reader) => {
    const { gaps, methods } = readHead(reader, bounds);
    const expandedSizes = readColumn(reader, gaps.length, bounds.formLimit);
    const sizes = readColumn(reader, gaps.length, bounds.formLimit);
    const streams = methods.map((method, index) => ({
      gap: gaps[index] ?? 0,
      method,
      size: sizes[index] ?? 0,
      expandedSize: expandedSizes[index] ?? 0,
    }));
    return { streams, patches: [] };
  });
}

/** @throws DELTA_FAILED where a number of it cannot be, or its sums are not those of the object */
export function decodeTargetPlan(bytes: Uint8Array, bounds: PlanBounds): LevelPlan[] {
  return decodeLevels(bytes, bounds, (reader, sourceSize) => {
    const { gaps, methods } = readHead(reader, bounds);
    const count = methods.filter((method) => method === 'deflate').length;
    const deflated = readDeflated(reader, count, bounds.formLimit);
    const solid = readSolid(reader, methods.length - count, bounds.formLimit);
    let index = 0;
    const streams = methods.map((method, at) => {
      const body = method === 'deflate' ? deflated[index] : solid[at - index];
      if (body === undefined) throw damaged('a stream is missing');
      if (method === 'deflate') index += 1;
      return { gap: gaps[at] ?? 0, method, ...body };
    });
    return { streams, patches: readPatches(reader, sourceSize) };
  });
}

function decodeLevels<Stream extends StreamSpan>(
  bytes: Uint8Array,
  bounds: PlanBounds,
  readLevel: (
    reader: ByteReader,
    sourceSize: number,
  ) => Pick<LevelPlan<Stream>, 'streams' | 'patches'>,
): LevelPlan<Stream>[] {
  const reader = new ByteReader(bytes, 'a plan');
  const levels: LevelPlan<Stream>[] = [];
  let size = bounds.size;
  let left = bounds.limits.streams;
  for (let count = reader.varint(bounds.limits.depth); count > 0; count -= 1) {
    const { streams, patches } = readLevel(reader, size);
    const plan = levelPlan(size, streams, patches);
    assertFits(plan, bounds);
    left -= plan.streams.length;
    if (left < 0) throw damaged(`a plan has more than ${bounds.limits.streams} streams`);
    levels.push(plan);
    size = plan.expandedSize;
  }
  reader.assertEnd();
  if (size !== bounds.expandedSize) throw damaged('the sums of a plan are not those of the object');
  return levels;
}

function assertFits(plan: LevelPlan<StreamSpan>, bounds: PlanBounds): void {
  let used = 0;
  for (const { gap, size } of plan.streams) used += gap + size;
  if (used > plan.sourceSize) throw damaged('its streams are longer than the object');
  if (plan.expandedSize > bounds.formLimit) {
    throw damaged(`it expands to more than ${bounds.formLimit} bytes`);
  }
}

interface Head {
  readonly gaps: readonly number[];
  readonly methods: readonly StreamMethod[];
}

function readHead(reader: ByteReader, bounds: PlanBounds): Head {
  const count = reader.varint(bounds.limits.streams);
  const gaps = readColumn(reader, count, Math.max(bounds.size, bounds.formLimit));
  const methods = readColumn(reader, count, METHODS.length - 1).map((index) => {
    const method = METHODS[index];
    if (method === undefined) throw damaged('a stream has no method');
    return method;
  });
  return { gaps, methods };
}

type Body = Omit<StreamPlan, 'gap' | 'method'>;

const NO_SETTINGS = new Uint8Array(0);

function readDeflated(reader: ByteReader, count: number, limit: number): Body[] {
  const counts = readColumn(reader, count, reader.left);
  const chunks = readChunks(
    reader,
    counts.reduce((sum, each) => sum + each, 0),
    limit,
  );
  const models = readColumn(reader, count, MAX_MODEL);
  const tails = readColumn(reader, count, 127);
  let offset = 0;
  return counts.map((length, index) => {
    const own = chunks.slice(offset, offset + length);
    offset += length;
    const sums = sumsOf(own);
    const tail = tails[index] ?? 0;
    if (tail >= 2 ** ((8 - (sums.bits % 8)) % 8)) {
      throw damaged('a stream ends in bits that it has not');
    }
    const { expandedSize } = sums;
    const size = Math.ceil(sums.bits / 8);
    const model = models[index] ?? 0;
    return { size, expandedSize, tail, model, chunks: own, settings: NO_SETTINGS };
  });
}

function sumsOf(chunks: readonly ChunkPlan[]): { bits: number; expandedSize: number } {
  if (chunks.length === 0) throw damaged('a stream has no chunks');
  let bits = 0;
  let expandedSize = 0;
  for (const chunk of chunks) {
    bits += chunk.bits;
    expandedSize += chunk.expandedSize;
  }
  return { bits, expandedSize };
}

function readChunks(reader: ByteReader, count: number, limit: number): ChunkPlan[] {
  const expandedSizes = readColumn(reader, count, MAX_CHUNK_SIZE);
  const bits = readColumn(reader, count, limit * 8);
  const blocks = readColumn(reader, count, limit);
  const steps = readColumn(reader, count, limit);
  const distances = readColumn(reader, count, limit);
  return expandedSizes.map((expandedSize, index) => ({
    expandedSize,
    bits: bits[index] ?? 0,
    blocks: blocks[index] ?? 0,
    steps: steps[index] ?? 0,
    distances: distances[index] ?? 0,
  }));
}

function readSolid(reader: ByteReader, count: number, limit: number): Body[] {
  const expandedSizes = readColumn(reader, count, limit);
  const sizes = readColumn(reader, count, limit);
  return sizes.map((size, index) => {
    const settings = reader.bytes(reader.varint(MAX_SETTINGS_SIZE));
    const expandedSize = expandedSizes[index] ?? 0;
    return { size, expandedSize, tail: 0, model: 0, chunks: [], settings };
  });
}

function readPatches(reader: ByteReader, sourceSize: number): Patch[] {
  const gaps = readColumn(reader, reader.varint(Math.floor(reader.left / PATCH_SIZE)), sourceSize);
  let end = 0;
  const patches = gaps.map((gap) => {
    const offset = end + gap;
    end = offset + PATCH_SIZE;
    const bytes = reader.bytes(PATCH_SIZE);
    return { offset, bytes: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) };
  });
  if (end > sourceSize) throw damaged('a patch stands behind the end of the object');
  return patches;
}

/** No more than there are bytes for is allocated. */
function readColumn(reader: ByteReader, count: number, limit: number): number[] {
  reader.assertHolds(count);
  const column: number[] = [];
  for (let index = 0; index < count; index += 1) column.push(reader.varint(limit));
  return column;
}
