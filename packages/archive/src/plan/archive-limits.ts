/** What bounds the work and the room that one object may cost, before anything is believed or allocated. */
export interface ArchiveLimits {
  /** An object may expand to this many times its size. @default 64 */
  readonly expandedRatio: number;
  /** Small objects may expand this far, however small they are, in bytes. @default 1048576 */
  readonly expandedMinimum: number;
  /** No object expands further, in bytes. @default 2147483648 */
  readonly expandedMaximum: number;
  /** Compressed streams of one object that are found, all levels together. @default 1000000 */
  readonly streams: number;
  /**
   * Compressed streams of one object that are expanded where it is stored, all levels together: each takes about 2 kB
   * of memory while a delta is made. @default 100000
   */
  readonly expandedStreams: number;
  /** How often what was expanded is looked into again, counting the first time. @default 3 */
  readonly depth: number;
}

export const DEFAULT_LIMITS: ArchiveLimits = {
  expandedRatio: 64,
  expandedMinimum: 1024 * 1024,
  expandedMaximum: 2048 * 1024 * 1024,
  streams: 1_000_000,
  expandedStreams: 100_000,
  depth: 3,
};

/** The most bytes that each form of an object may have, and its structure; an object itself is no form. */
export function formLimit(size: number, limits: ArchiveLimits): number {
  const { expandedRatio, expandedMinimum, expandedMaximum } = limits;
  return Math.min(expandedMaximum, Math.max(expandedMinimum, size * expandedRatio));
}

const MAX_PLAN_SIZE = 64 * 1024 * 1024;

/** The most bytes that the plan of an object may have. */
export function planLimit(size: number, limits: ArchiveLimits): number {
  return Math.min(MAX_PLAN_SIZE, formLimit(size, limits));
}
