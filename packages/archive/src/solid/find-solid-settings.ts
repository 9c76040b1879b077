import { readStream, type AbortOptions, type ByteSource } from '@deltaglider/core';
import { compileArchive } from '../wasm/archive-module.ts';
import type { Operation } from '../wasm/operation.ts';
import { Transform, TransformFailure } from '../wasm/transform.ts';
import type { CompressedRange } from './compressed-range.ts';
import { equalsOutput } from './equals-output.ts';
import { foldMemory } from './fold-memory.ts';
import { solidOperation } from './solid-operation.ts';
import { bzip2Candidates, xzCandidates } from './solid-candidates.ts';
import type { SolidMethod, SolidSettings, XzSettings } from './solid-settings.ts';
import { readXzHeader, XZ_HEADER_SIZE } from './xz-header.ts';

/** Settings that need more are not tried: whoever restores the object would need it, too. */
const MOST_MEMORY = 200 * 1024 * 1024;
/** The piece in which content is read, and so the least that a try costs. */
const READ_SIZE = 256 * 1024;
/** Of a first block so much is compared before the whole: four chunks of LZMA2, and other settings differ in the first. */
const TRIAL_SIZE = 256 * 1024;
/** Up to this size the whole costs no more than its beginning. */
const TINY_BLOCK = 64 * 1024;
/** Before the data of a block that does not state its sizes. */
const ONE_BLOCK_HEADERS = 24;

export interface CompressedContent {
  readonly content: ByteSource;
  /** The stream that expands to the content, exactly. */
  readonly compressed: CompressedRange;
}

export interface FindSolidSettingsOptions extends AbortOptions {
  /** Bytes of content that all tries together may compress; with less than the content has, nothing is found. */
  readonly budget: number;
}

/** The settings with which the content compresses to exactly these bytes; `undefined` where none are found. */
export async function findSolidSettings(
  method: SolidMethod,
  { content, compressed }: CompressedContent,
  { budget, signal }: FindSolidSettingsOptions,
): Promise<SolidSettings | undefined> {
  const { source, offset, size } = compressed;
  const start = await source.read(offset, Math.min(size, XZ_HEADER_SIZE), { signal });
  const candidates =
    method === 'bzip2' ? bzip2Candidates(start) : xzCandidates(start, content.size);
  const sizes = { contentSize: content.size, compressedSize: size };
  const search = { content, compressed, start, signal, left: budget };
  for (const settings of candidates) {
    if (foldMemory(settings, sizes) > MOST_MEMORY) continue;
    if (search.left < content.size) return undefined;
    if (await isMadeWith(settings, search)) return settings;
  }
  return undefined;
}

interface Search extends CompressedContent {
  /** The first bytes of what is compressed. */
  readonly start: Uint8Array;
  readonly signal: AbortSignal | undefined;
  /** Of the budget. */
  left: number;
}

async function isMadeWith(settings: SolidSettings, search: Search): Promise<boolean> {
  const { content, compressed } = search;
  if (settings.method === 'xz' && !(await beginsLike(settings, search))) return false;
  if (search.left < content.size) return false;
  return await isMade(search, {
    operation: solidOperation(settings),
    contentSize: content.size,
    expected: compressed,
    skip: 0,
    isWhole: true,
  });
}

/**
 * Whether the first block may be of these settings. Blocks that state their sizes come only when they are whole; their
 * data are those of a block that does not, which come as they are made.
 */
async function beginsLike(settings: XzSettings, search: Search): Promise<boolean> {
  const { compressed, content, start } = search;
  const { dataAt = 0, compressedSize = 0, contentSize = 0 } = readXzHeader(start)?.firstBlock ?? {};
  if (settings.blocks === 'one' || compressedSize <= TINY_BLOCK) return true;
  return await isMade(search, {
    operation: solidOperation({ ...settings, blocks: 'one' }),
    contentSize: Math.min(contentSize, content.size),
    expected: {
      source: compressed.source,
      offset: compressed.offset + dataAt,
      size: Math.min(compressedSize, TRIAL_SIZE),
    },
    skip: ONE_BLOCK_HEADERS,
    isWhole: false,
  });
}

interface Try {
  readonly operation: Operation;
  /** So much of the content is compressed, at most. */
  readonly contentSize: number;
  readonly expected: CompressedRange;
  readonly skip: number;
  readonly isWhole: boolean;
}

async function isMade(search: Search, { operation, contentSize, ...comparison }: Try) {
  const { signal } = search;
  try {
    const transform = new Transform(await compileArchive(), operation);
    const output = transform.run({ input: metered(search, contentSize), eager: true, signal });
    return await equalsOutput(output, comparison.expected, { ...comparison, signal });
  } catch (error) {
    if (error instanceof TransformFailure) return false;
    throw error;
  }
}

/** The beginning of the content, taken from what is left of the budget. */
async function* metered(search: Search, end: number): AsyncGenerator<Uint8Array, void, undefined> {
  const { content, signal } = search;
  const range = { start: 0, end };
  for await (const chunk of readStream(content, { range, chunkSize: READ_SIZE, signal })) {
    search.left -= chunk.length;
    yield chunk;
  }
}
