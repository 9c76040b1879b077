import type { SolidSettings, XzSettings } from './solid-settings.ts';
import { findXzCheck } from './xz-check.ts';
import { readXzHeader, type XzHeader } from './xz-header.ts';
import { defaultXzBlock, LARGEST_XZ_BLOCK, XZ_DICTIONARIES, XZ_PRESETS } from './xz-presets.ts';

/** The settings that a bzip2 stream which begins so may have been made with. */
export function bzip2Candidates(start: Uint8Array): readonly SolidSettings[] {
  const level = (start[3] ?? 0) - '0'.charCodeAt(0);
  return level >= 1 && level <= 9 ? [{ method: 'bzip2', level }] : [];
}

/** The settings that an xz stream which begins so may have been made with, the most likely first. */
export function xzCandidates(start: Uint8Array, contentSize: number): readonly XzSettings[] {
  const header = readXzHeader(start);
  const check = findXzCheck(header?.check);
  if (header === undefined || check === undefined) return [];
  const { dictionary } = header.firstBlock;
  const presets = XZ_PRESETS.filter((preset) => XZ_DICTIONARIES[preset] === dictionary);
  return presets.flatMap((preset) => {
    const layout = layoutOf(header, contentSize, preset);
    if (layout === undefined) return [];
    return [false, true].map((extreme): XzSettings => ({
      method: 'xz',
      preset,
      extreme,
      check,
      ...layout,
    }));
  });
}

type Layout = { readonly blocks: 'one' } | { readonly blocks: 'sized'; readonly blockSize: number };

/** The first block says how all are cut, unless it is the only one, which may have been allowed to be larger. */
function layoutOf(
  { firstBlock }: XzHeader,
  contentSize: number,
  preset: number,
): Layout | undefined {
  const { compressedSize, contentSize: first } = firstBlock;
  if (compressedSize === undefined && first === undefined) return { blocks: 'one' };
  if (compressedSize === undefined || first === undefined || first === 0) return undefined;
  const blockSize = first < contentSize ? first : Math.max(first, defaultXzBlock(preset));
  return blockSize <= LARGEST_XZ_BLOCK ? { blocks: 'sized', blockSize } : undefined;
}
