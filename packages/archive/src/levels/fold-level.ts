import { type ByteStream } from '@deltaglider/core';
import { LOOKAHEAD_SIZE, type RebuildItem } from '../deflate/rebuild-chunk.ts';
import { damaged } from '../plan/damaged.ts';
import type { LevelPlan, StreamPlan } from '../plan/level-plan.ts';
import { joined } from '../streams/joined.ts';
import { StreamReader } from '../streams/stream-reader.ts';
import { orderedParallel } from '../workers/ordered-parallel.ts';
import { BitJoiner } from './bit-joiner.ts';
import { foldSolidStream } from './fold-solid-stream.ts';
import { BatchBuilder, type Batch } from './rebuild-batch.ts';
import {
  openSections,
  sectionSizes,
  type SectionReaders,
  type StructurePlace,
} from './sections-of.ts';
import { StreamWindow } from './stream-window.ts';
import type { DeflateTools } from './stream-tools.ts';

export interface FoldInput {
  readonly plan: LevelPlan;
  readonly structure: StructurePlace;
  /** The level's expanded form. */
  readonly content: ByteStream;
  readonly tools: DeflateTools;
  readonly signal: AbortSignal | undefined;
}

/**
 * The level's source, from its expanded form: as it comes, with as much in memory as there is work in progress.
 * @throws DELTA_FAILED where plan, structure and content do not agree
 */
export async function* foldLevel(input: FoldInput): AsyncGenerator<Uint8Array, void, undefined> {
  const { plan, signal } = input;
  const content = new StreamReader(input.content, () => damaged('its content is cut short'));
  const sections = openSections(input.structure, sectionSizes(plan), signal);
  try {
    let done = 0;
    let used = 0;
    for (const [index, stream] of plan.streams.entries()) {
      used += stream.gap + stream.size;
      if (stream.method === 'deflate') continue;
      const streams = plan.streams.slice(done, index);
      yield* foldDeflated(input, { streams, gap: stream.gap, content, sections });
      yield* foldSolidStream(stream, content.pass(stream.expandedSize), signal);
      done = index + 1;
    }
    const gap = plan.sourceSize - used;
    yield* foldDeflated(input, { streams: plan.streams.slice(done), gap, content, sections });
    if ((await content.peek(1)).length > 0) throw damaged('its content is longer than its plan');
  } finally {
    await content.close();
    await Promise.all(Object.values(sections).map((section: StreamReader) => section.close()));
  }
}

/** Deflate streams with the gaps before them, and the gap behind them. */
interface Run {
  readonly streams: readonly StreamPlan[];
  readonly gap: number;
  readonly content: StreamReader;
  readonly sections: SectionReaders;
}

async function* foldDeflated(
  { tools, signal }: FoldInput,
  run: Run,
): AsyncGenerator<Uint8Array, void, undefined> {
  const joiner = new BitJoiner();
  const rebuilt = orderedParallel(batches(run), Math.max(1, tools.parallelism + 1), (batch, stop) =>
    rebuild(batch, tools, signal === undefined ? stop : AbortSignal.any([signal, stop])),
  );
  for await (const { batch, bytes } of rebuilt) {
    const source = joined(assembled(batch, bytes, joiner));
    if (source.length > 0) yield source;
  }
}

async function* batches({ streams, gap, content, sections }: Run): AsyncGenerator<Batch> {
  const builder = new BatchBuilder();
  for (const stream of streams) {
    for await (const bytes of content.pass(stream.gap)) {
      builder.add({ type: 'bytes', bytes });
      if (builder.isFull) yield builder.take();
    }
    for await (const item of items(stream, content, sections)) {
      builder.add({ type: 'chunk', item });
      if (builder.isFull) yield builder.take();
    }
    builder.add({ type: 'end', stream });
  }
  for await (const bytes of content.pass(gap)) {
    builder.add({ type: 'bytes', bytes });
    if (builder.isFull) yield builder.take();
  }
  yield builder.take();
}

async function* items(
  stream: StreamPlan,
  content: StreamReader,
  sections: SectionReaders,
): AsyncGenerator<RebuildItem> {
  const window = new StreamWindow();
  let left = stream.expandedSize;
  let phase = 0;
  for (const chunk of stream.chunks) {
    const own = await content.take(chunk.expandedSize);
    left -= own.length;
    const ahead = await content.peek(Math.min(LOOKAHEAD_SIZE, left));
    yield {
      ...window.around(own, ahead),
      chunkSize: own.length,
      blocks: await sections.blocks.take(chunk.blocks),
      steps: await sections.steps.take(chunk.steps),
      distances: await sections.distances.take(chunk.distances),
      model: stream.model,
      bits: chunk.bits,
      phase,
    };
    window.pass(own);
    phase = (phase + chunk.bits) % 8;
  }
}

interface Rebuilt {
  readonly batch: Batch;
  /** Of each chunk of the batch. */
  readonly bytes: readonly Uint8Array[];
}

async function rebuild(batch: Batch, tools: DeflateTools, signal: AbortSignal): Promise<Rebuilt> {
  const chunks = batch.parts.flatMap((part) => (part.type === 'chunk' ? [part.item] : []));
  if (chunks.length === 0) return { batch, bytes: [] };
  const bytes = await tools.rebuild(chunks, signal);
  for (const [index, { phase, bits }] of chunks.entries()) {
    if (bytes[index]?.length !== Math.ceil((phase + bits) / 8)) {
      throw damaged('a stream was rebuilt with another length');
    }
  }
  return { batch, bytes };
}

function assembled(
  batch: Batch,
  rebuilt: readonly Uint8Array[],
  joiner: BitJoiner,
): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let index = 0;
  for (const part of batch.parts) {
    if (part.type === 'bytes') pieces.push(part.bytes);
    else if (part.type === 'end') pieces.push(joiner.end(part.stream.tail));
    else {
      pieces.push(joiner.add(rebuilt[index] ?? new Uint8Array(0), part.item.bits));
      index += 1;
    }
  }
  return pieces;
}
