import { readStream, type ByteSource } from '@deltaglider/core';
import type { FoundStream, Region, StreamMethod } from '../containers/found-stream.ts';
import { scan } from '../containers/scan.ts';
import { expandSolid } from '../solid/expand-solid.ts';
import { findSolidSettings } from '../solid/find-solid-settings.ts';
import { encodeSettings } from '../solid/settings-bytes.ts';
import type { ExpansionBudget } from './expansion-budget.ts';
import {
  LevelBuilder,
  type BuiltStream,
  type ExpandedLevel,
  type LevelBuilderOptions,
} from './level-builder.ts';

import { StagedStream } from './staged-stream.ts';
import type { DeflateTools } from './stream-tools.ts';

/** What one side's form is made from. */
export interface LevelSource {
  readonly source: ByteSource;
  /** Where it may hold containers. */
  readonly regions: readonly Region[];
}

export interface ExpandOptions extends LevelBuilderOptions {
  /** A target is restored from what it expands to, a reference is not. */
  readonly side: 'reference' | 'target';
  readonly tools: DeflateTools;
  readonly budget: ExpansionBudget;
  /** Most members that are looked at in a region. */
  readonly members: number;
  /** Methods whose streams are expanded. */
  readonly methods: readonly StreamMethod[];
  /** Whether a stream is of interest; all others stay as they are. */
  readonly isWanted: (found: FoundStream) => boolean;
}

/** Expands the wanted streams of a form; `undefined` where none of them could be. */
export async function expandLevel(
  from: LevelSource,
  options: ExpandOptions,
): Promise<ExpandedLevel | undefined> {
  const builder = new LevelBuilder(from.source, options);
  try {
    for (const region of from.regions) await expandRegion({ from, builder, options }, region);
    const { differences = [] } = options;
    if (builder.count > 0 || differences.length > 0) return await builder.finish();
  } catch (error) {
    await builder.close();
    throw error;
  }
  await builder.close();
  return undefined;
}

interface Work {
  readonly from: LevelSource;
  readonly builder: LevelBuilder;
  readonly options: ExpandOptions;
}

async function expandRegion(work: Work, region: Region): Promise<void> {
  const { members, room, methods, isWanted } = work.options;
  const context = { limits: { members }, signal: room.signal };
  const streams = scan(work.from.source, region, context);
  try {
    let found = await streams.next();
    while (found.done !== true) {
      const taken =
        isWanted(found.value) && methods.includes(found.value.method)
          ? await expandStream(work, found.value)
          : undefined;
      found = await streams.next(taken);
    }
  } finally {
    await streams.return();
  }
}

/** The compressed bytes that it took; `undefined` where it stays as it is. */
async function expandStream(work: Work, found: FoundStream): Promise<number | undefined> {
  const { builder, options } = work;
  const limit = options.budget.next(builder.size);
  if (limit === 0) return undefined;
  const staged = new StagedStream(options);
  try {
    const stage = found.method === 'deflate' ? stageDeflate : stageSolid;
    const stream = await stage(work, { found, staged, limit });
    if (stream === undefined || !options.budget.takeStream(staged.structureSize)) return undefined;
    await builder.copyTo(found.offset);
    await staged.moveTo(builder.form, builder.sections);
    builder.add(stream);
    return stream.size;
  } finally {
    options.budget.spend(staged.expandedSize);
    await staged.close();
  }
}

interface Staging {
  readonly found: FoundStream;
  readonly staged: StagedStream;
  readonly limit: number;
}

async function stageDeflate(
  { from, options }: Work,
  { found, staged, limit }: Staging,
): Promise<BuiltStream | undefined> {
  const { signal } = options.room;
  const range = { start: found.offset, end: found.offset + found.maxSize };
  const input = readStream(from.source, { range, signal });
  const separate = options.side === 'target';
  const parsing = options.tools.parse(input, { limit, separate, signal });
  try {
    let parsed = await parsing.next();
    for (; parsed.done !== true; parsed = await parsing.next()) await staged.add(parsed.value);
    if (parsed.value.type !== 'ended' || parsed.value.size > found.maxSize) return undefined;
    await staged.end();
    const { size, tail } = parsed.value;
    return {
      size,
      tail,
      method: 'deflate',
      offset: found.offset,
      expandedSize: staged.expandedSize,
      model: staged.model,
      chunks: staged.chunks,
      settings: NO_SETTINGS,
    };
  } finally {
    await parsing.return({ type: 'truncated' });
  }
}

const NO_SETTINGS = new Uint8Array(0);
/** Of content, beyond the stream's own, that the search for its settings may compress. */
const SEARCH_BUDGET = 32 * 1024 * 1024;

async function stageSolid(
  { from, options }: Work,
  { found, staged, limit }: Staging,
): Promise<BuiltStream | undefined> {
  const { method, offset, maxSize } = found;
  if (method === 'deflate') return undefined;
  const { signal } = options.room;
  const range = { source: from.source, offset, size: maxSize };
  const expanding = expandSolid(method, range, { limit, signal });
  let size: number;
  try {
    let next = await expanding.next();
    for (; next.done !== true; next = await expanding.next()) await staged.addContent(next.value);
    if (typeof next.value === 'string') return undefined;
    size = next.value.size;
  } finally {
    await expanding.return('truncated');
  }
  const content = await staged.content();
  const stream = { method, offset, size, expandedSize: content.size, model: 0, tail: 0 };
  if (options.side === 'reference') return { ...stream, chunks: [], settings: NO_SETTINGS };
  const compressed = { ...range, size };
  const budget = content.size + SEARCH_BUDGET;
  const search = { budget, signal };
  const settings = await findSolidSettings(method, { content, compressed }, search);
  return settings && { ...stream, chunks: [], settings: encodeSettings(settings) };
}
