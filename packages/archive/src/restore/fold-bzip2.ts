import type { Bzip2Compression } from '../wasm/operation.ts';
import { NOTHING, type Folding } from './folding.ts';

const LEVELS = [9, 8, 7, 6, 5, 4, 3, 2, 1];
/** Where a bzip2 file has its level, as a digit. */
const LEVEL_AT = 3;

/** How a bzip2 file of this size may have been made; `start` are the first bytes of one that is like it. */
export function foldBzip2(size: number, start: Uint8Array): Folding {
  const likely = (start[LEVEL_AT] ?? 0) - '0'.charCodeAt(0);
  const levels = [...new Set([...LEVELS.filter((level) => level === likely), ...LEVELS])];
  return {
    operations: levels.map((level): Bzip2Compression => ({ type: 'bzip2', level })),
    largestBody: size,
    fits: (bodySize) => bodySize === size,
    frames: () => [{ head: NOTHING, tail: NOTHING }],
  };
}
