import { afterEach, beforeEach, describe } from 'vitest';
import { damageCases } from './damage-cases.ts';
import { keepCases } from './keep-cases.ts';
import type { DescribeReferenceCacheOptions, ReferenceCacheSubject } from './cache-subject.ts';

/** Registers the tests that every ReferenceCachePort must pass. */
export function describeReferenceCachePort(
  name: string,
  options: DescribeReferenceCacheOptions,
): void {
  describe(`${name} as ReferenceCachePort`, () => {
    let current: ReferenceCacheSubject | undefined;
    beforeEach(async () => {
      current = await options.create();
    });
    afterEach(async () => {
      await current?.close?.();
      current = undefined;
    });
    const subject = (): ReferenceCacheSubject => {
      if (current === undefined) throw new Error('No test is running.');
      return current;
    };
    keepCases(subject);
    damageCases(subject);
  });
}
