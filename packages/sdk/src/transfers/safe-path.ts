import { join, sep } from 'node:path';

/** Names that Windows keeps for devices, with or without an ending. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Where a key below a prefix lands below a directory, or why it must not be written at all. */
export type SafePath = { readonly path: string } | { readonly refused: string };

/**
 * Keys come from others: one that would leave the directory, or that no file can be called, is refused.
 * `..` is refused wherever it stands, since what it leads to depends on what is on the disk.
 */
export function safePath(directory: string, relative: string): SafePath {
  const segments = relative.split('/');
  if (segments.includes('..')) return { refused: 'File references a parent directory.' };
  if (relative.includes('\0')) return { refused: 'File name holds a NUL character.' };
  if (relative === '' || relative.endsWith('/')) return { refused: 'File name is empty.' };
  if (process.platform === 'win32' && segments.some(refusedByWindows)) {
    return { refused: 'File name is not one of this platform.' };
  }
  const path = join(directory, ...segments);
  const root = directory.endsWith(sep) ? directory : directory + sep;
  return path.startsWith(root) ? { path } : { refused: 'File references a parent directory.' };
}

function refusedByWindows(segment: string): boolean {
  return segment.includes('\\') || segment.includes(':') || DEVICES.test(segment);
}
