import type { SolidSettings } from './solid-settings.ts';
import { XZ_DICTIONARIES } from './xz-presets.ts';

const MIB = 1024 * 1024;
/** bzip2 at its largest, with the instance's own. */
const SMALL = 8 * MIB;
const HASH_ENTRY = 4;
const FAST_PRESETS = 3;
/** For every byte of the dictionary, match finders by chains hold one number, those by trees two. */
const CHAIN = 4;
const TREE = 8;
/** Hash tables for two and three bytes. */
const SMALL_HASHES = 2 ** 10 + 2 ** 16;

/** What there is to compress, and what comes of it. */
export interface FoldSizes {
  readonly contentSize: number;
  readonly compressedSize: number;
}

/**
 * About how many bytes of memory are in use while a stream is made with these settings. Small contents use less than
 * the whole of what a preset allocates.
 */
export function foldMemory(settings: SolidSettings, sizes: FoldSizes): number {
  if (settings.method === 'bzip2') return SMALL;
  const dictionary = XZ_DICTIONARIES[settings.preset] ?? 0;
  const { contentSize, compressedSize } = sizes;
  const blockSize = settings.blocks === 'one' ? 0 : Math.min(contentSize, settings.blockSize);
  const inBlock = blockSize === 0 ? contentSize : blockSize;
  const perByte = settings.preset <= FAST_PRESETS && !settings.extreme ? CHAIN : TREE;
  return (
    SMALL +
    HASH_ENTRY * (hashEntries(dictionary) + SMALL_HASHES) +
    perByte * Math.min(inBlock, dictionary) +
    Math.min(inBlock, 1.5 * dictionary + MIB) +
    blockSize +
    Math.min(blockSize, compressedSize)
  );
}

/** liblzma's table for four bytes: half as many as the dictionary has bytes, from 65,536 to 16,777,216. */
function hashEntries(dictionary: number): number {
  return Math.min(Math.max(dictionary / 2, 2 ** 16), 2 ** 24);
}
