import { readStream, type ByteSource, type Hash } from '@deltaglider/core';
import { damaged } from '../plan/damaged.ts';
import type { ReferenceLevelPlan, StreamSpan } from '../plan/level-plan.ts';
import { expandSolid } from '../solid/expand-solid.ts';
import type { Room } from '../streams/spool.ts';
import { LevelBuilder, type ExpandedLevel } from './level-builder.ts';
import type { DeflateTools } from './stream-tools.ts';
import type { PlannedChunk } from './section-queue.ts';

export interface ExpandByPlanOptions {
  readonly room: Room;
  readonly tools: DeflateTools;
  /** Of the form. */
  readonly hash?: Hash | undefined;
}

/**
 * The next form of a reference, as its plan says; nothing is searched for.
 * @throws DELTA_FAILED where the plan is not of this source
 */
export async function expandByPlan(
  source: ByteSource,
  plan: ReferenceLevelPlan,
  options: ExpandByPlanOptions,
): Promise<ExpandedLevel> {
  const { room, hash } = options;
  const builder = new LevelBuilder(source, { room, shortener: undefined, parallelism: 0, hash });
  try {
    let offset = 0;
    for (const stream of plan.streams) {
      offset += stream.gap;
      await builder.copyTo(offset);
      const expand = stream.method === 'deflate' ? expandDeflate : expandOther;
      await expand({ source, offset, stream, builder, options });
      offset += stream.size;
    }
    return await builder.finish();
  } catch (error) {
    await builder.close();
    throw error;
  }
}

interface Work {
  readonly source: ByteSource;
  readonly offset: number;
  readonly stream: StreamSpan;
  readonly builder: LevelBuilder;
  readonly options: ExpandByPlanOptions;
}

const NOTHING = new Uint8Array(0);
const UNUSED = { content: NOTHING, prefixSize: 0, model: 0, phase: 0 };

async function expandDeflate({ source, offset, stream, builder, options }: Work): Promise<void> {
  const { signal } = options.room;
  const { size, expandedSize } = stream;
  const input = readStream(source, { range: { start: offset, end: offset + size }, signal });
  const parsing = options.tools.parse(input, { limit: expandedSize, separate: false, signal });
  const before = builder.form.size;
  const chunks: PlannedChunk[] = [];
  try {
    let next = await parsing.next();
    for (; next.done !== true; next = await parsing.next()) {
      const { content, ...structure } = next.value;
      await builder.form.push(content);
      const item = { ...UNUSED, ...structure, chunkSize: content.length };
      const planned = { plan: undefined };
      await builder.sections.push({ item, planned });
      chunks.push(planned);
    }
    const taken = next.value.type === 'ended' ? next.value.size : -1;
    assertExpanded(stream, taken, builder.form.size - before);
  } finally {
    await parsing.return({ type: 'truncated' });
  }
  builder.add({ ...stream, offset, model: 0, tail: 0, chunks, settings: NOTHING });
}

async function expandOther({ source, offset, stream, builder, options }: Work): Promise<void> {
  const { method, size, expandedSize } = stream;
  if (method === 'deflate') return;
  const { signal } = options.room;
  const expanding = expandSolid(method, { source, offset, size }, { limit: expandedSize, signal });
  const before = builder.form.size;
  try {
    let next = await expanding.next();
    for (; next.done !== true; next = await expanding.next()) await builder.form.push(next.value);
    const taken = typeof next.value === 'string' ? -1 : next.value.size;
    assertExpanded(stream, taken, builder.form.size - before);
  } finally {
    await expanding.return('truncated');
  }
  builder.add({ ...stream, offset, model: 0, tail: 0, chunks: [], settings: NOTHING });
}

function assertExpanded(stream: StreamSpan, size: number, expandedSize: number): void {
  if (size === stream.size && expandedSize === stream.expandedSize) return;
  throw damaged('the reference does not expand as its plan says');
}
