import { randomInt } from 'node:crypto';

const STEPS = 1000;

/**
 * Times for the files of one storage, in seconds. The clock gives the millisecond; the microseconds count up,
 * so that a thousand versions of one millisecond differ.
 */
export function createTimestamps(clock: () => Date): () => number {
  let step = randomInt(STEPS);
  return () => {
    step = (step + 1) % STEPS;
    // The half keeps a system that cuts off the rest at this microsecond, not at the one before.
    return (clock().getTime() * 1000 + step + 0.5) / 1_000_000;
  };
}
