/** What S3 takes of one object. */
const MAX_PARTS = 10_000;

/** Bytes of a part: as configured, or as many more as it takes to need no more parts than S3 allows. */
export function partSizeOf(size: number, configured: number): number {
  return Math.max(configured, Math.ceil(size / MAX_PARTS));
}
