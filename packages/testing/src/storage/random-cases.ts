import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { runSequence, steps } from './random-sequence.ts';
import { contextOf } from './storage-context.ts';
import type { DescribeStorageOptions } from './storage-subject.ts';

const TIMEOUT_MS = 300_000;

export function randomCases({
  create,
  deviations = {},
  randomRuns = 20,
}: DescribeStorageOptions): void {
  describe('random sequences', () => {
    it(
      'do what the model does',
      async () => {
        const property = fc.asyncProperty(steps, async (sequence) => {
          const subject = await create();
          try {
            await runSequence(
              contextOf(() => subject, deviations),
              sequence,
            );
          } finally {
            await subject.close?.();
          }
        });
        await fc.assert(property, { numRuns: randomRuns });
      },
      TIMEOUT_MS,
    );
  });
}
