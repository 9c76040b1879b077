import type { DeltaCodecPort } from '@deltaglider/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { choiceCases } from './choice-cases.ts';
import type { DescribeDeltaCodecOptions } from './codec-subject.ts';
import { hostileCases } from './hostile-cases.ts';
import { interruptionCases } from './interruption-cases.ts';
import { roundTripCases } from './round-trip-cases.ts';

/** Registers the tests that every DeltaCodecPort must pass. */
export function describeDeltaCodecPort(name: string, options: DescribeDeltaCodecOptions): void {
  describe(`${name} as DeltaCodecPort`, () => {
    let current: DeltaCodecPort | undefined;
    beforeEach(async () => {
      current = await options.create();
    });
    const codec = (): DeltaCodecPort => {
      if (current === undefined) throw new Error('No test is running.');
      return current;
    };

    it('has names that can be recorded', () => {
      for (const recorded of [codec().name, ...(codec().choices ?? [])]) {
        expect(recorded).toMatch(/^[a-z0-9][a-z0-9.+:/-]*$/);
      }
    });
    roundTripCases(codec, options);
    choiceCases(codec, options);
    hostileCases(codec);
    interruptionCases(codec);
  });
}
