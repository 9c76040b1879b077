const MIB = 1024 * 1024;
const MOST = 2048 * MIB;
/** Small files may expand this far, however small they are. */
const LEAST = MIB;
const RATIO = 64;

/** The most bytes that a file of this size may expand to. */
export function expandedLimit(size: number): number {
  return Math.min(MOST, Math.max(LEAST, size * RATIO));
}
