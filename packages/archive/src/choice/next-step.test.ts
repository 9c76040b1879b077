import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextStep, type Conclusion, type Findings, type Outcome } from './next-step.ts';

const known: Findings = { mode: 'auto', size: 10_000, mayExpand: true, isIdentical: false };
const plainBy = (reason: string) => ({ do: 'write-plain', reason });
const take = (codec: string, reason: string) => ({ do: 'take', codec, reason });

describe('nextStep', () => {
  it.each<[string, Findings, object]>([
    ['nothing yet', { mode: 'auto', size: 1 }, { do: 'look' }],
    ['no streams', { ...known, mayExpand: false }, plainBy('nothing-compressed')],
    ['streams', { mode: 'auto', size: 1, mayExpand: true }, { do: 'compare' }],
    ['the same bytes', { ...known, isIdentical: true }, plainBy('identical')],
    ['other bytes', known, { do: 'try-archive' }],
    ['a failure', { ...known, archive: 'failed' }, plainBy('archive-failed')],
    ['too much', { ...known, archive: 'too-large' }, { do: 'probe' }],
    ['too much of nothing', { ...known, archive: 'too-large', share: 0.019 }, { do: 'give-up' }],
    [
      'too much of a part',
      { ...known, archive: 'too-large', share: 0.02 },
      plainBy('archive-too-large'),
    ],
    ['a hundredth', { ...known, archive: 100 }, take('archive', 'looked-through')],
    ['more than that', { ...known, archive: 101 }, { do: 'probe' }],
    ['more of nothing', { ...known, archive: 5000, share: 0 }, take('archive', 'looked-through')],
    [
      'more, and a part that is not enough',
      { ...known, archive: 500, share: 0.5 },
      take('archive', 'looked-through'),
    ],
    [
      'more, and a part that may be enough',
      { ...known, archive: 500, share: 0.6 },
      { do: 'try-plain', limit: 500 },
    ],
    [
      'a smaller plain one',
      { ...known, archive: 500, share: 1, plain: 499 },
      take('plain', 'smaller'),
    ],
    [
      'a plain one as large',
      { ...known, archive: 500, share: 1, plain: 500 },
      take('archive', 'smaller'),
    ],
    [
      'no smaller plain one',
      { ...known, archive: 500, share: 1, plain: 'too-large' },
      take('archive', 'smaller'),
    ],
    [
      'no plain one',
      { ...known, archive: 500, share: 1, plain: 'failed' },
      take('archive', 'looked-through'),
    ],
    [
      'a hundredth as smallest',
      { ...known, mode: 'archive:smallest', archive: 9 },
      { do: 'probe' },
    ],
    [
      'much as archive',
      { ...known, mode: 'archive', archive: 5000 },
      take('archive', 'looked-through'),
    ],
    [
      'much as fastest',
      { ...known, mode: 'archive:fastest', archive: 5000 },
      take('archive', 'looked-through'),
    ],
    [
      'too much as fastest',
      { ...known, mode: 'archive:fastest', archive: 'too-large', share: 1 },
      plainBy('archive-too-large'),
    ],
  ])('knows what to do with %s', (_, findings, step) => {
    expect(nextStep(findings)).toEqual(step);
  });

  it('comes to an end, asks nothing twice, and takes the smallest of what it has', () => {
    const world = fc.record({
      mode: fc.constantFrom('auto', 'archive', 'archive:smallest', 'archive:fastest'),
      size: fc.integer({ min: 1, max: 1e9 }),
      mayExpand: fc.boolean(),
      isIdentical: fc.boolean(),
      archive: outcome(),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      plain: outcome(),
    });
    const property = fc.property(world, (truth) => {
      const { asked, conclusion, found } = follow(truth);
      expect(new Set(asked).size).toBe(asked.length);
      if (!truth.mayExpand) expect(asked).toEqual(['look']);
      if (truth.mode === 'archive:fastest') expect(asked).not.toContain('try-plain');
      const made = { archive: found.archive, plain: found.plain };
      const sizes = Object.values(made).filter((size) => typeof size === 'number');
      if (conclusion.do === 'take') {
        expect(made[conclusion.codec]).toBe(Math.min(...sizes));
      } else {
        // Nothing that was made is thrown away for a delta that nobody knows the size of.
        expect(sizes).toEqual([]);
      }
      if (conclusion.do === 'give-up') expect(found.archive).toBe('too-large');
    });
    fc.assert(property, { numRuns: 2000 });
  });
});

function outcome(): fc.Arbitrary<Outcome> {
  return fc.oneof(fc.integer({ min: 1, max: 1e9 }), fc.constantFrom('too-large', 'failed'));
}

/** Answers every question with the truth, as a trial would. */
function follow(truth: Required<Findings>): {
  asked: string[];
  conclusion: Conclusion;
  found: Findings;
} {
  const asked: string[] = [];
  let found: Findings = { mode: truth.mode, size: truth.size };
  for (;;) {
    const step = nextStep(found);
    if (step.do === 'take' || step.do === 'write-plain' || step.do === 'give-up') {
      return { asked, conclusion: step, found };
    }
    asked.push(step.do);
    found = { ...found, ...answer(step, truth) };
  }
}

function answer(
  step: Exclude<ReturnType<typeof nextStep>, Conclusion>,
  truth: Required<Findings>,
): Partial<Findings> {
  const { mayExpand, isIdentical, archive, share, plain } = truth;
  switch (step.do) {
    case 'look':
      return { mayExpand };
    case 'compare':
      return { isIdentical };
    case 'try-archive':
      return { archive };
    case 'probe':
      return { share };
    case 'try-plain': {
      const fits = typeof plain === 'number' && plain < step.limit;
      return { plain: typeof plain === 'number' && !fits ? 'too-large' : plain };
    }
  }
}
