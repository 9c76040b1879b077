import type { ChoiceReason } from '@deltaglider/core';

/**
 * How much is tried: `auto` compares both ways where that may pay, `archive` looks through compression wherever there
 * is some, `archive:smallest` always compares, `archive:fastest` never does and restores fastest.
 */
export type ChoosingMode = 'auto' | 'archive' | 'archive:smallest' | 'archive:fastest';

/** The bytes of a delta, or why there is none. */
export type Outcome = number | 'too-large' | 'failed';

/** What is known of a target; what is `undefined` has not been looked at yet. */
export interface Findings {
  readonly mode: ChoosingMode;
  /** Bytes of the target. */
  readonly size: number;
  readonly mayExpand?: boolean | undefined;
  /** Whether reference and target have the same bytes. */
  readonly isIdentical?: boolean | undefined;
  /** Of looking through compression. */
  readonly archive?: Outcome | undefined;
  /** What part of the target's bytes the reference has as they are. */
  readonly share?: number | undefined;
  /** Of a plain delta with the archive delta's size as its limit. */
  readonly plain?: Outcome | undefined;
}

/** What has to be found out next. */
export type Inquiry =
  | { readonly do: 'look' | 'compare' | 'try-archive' | 'probe' }
  | { readonly do: 'try-plain'; readonly limit: number };

/** The end: a delta that has been made already, one that is written now, or none; with the reason to record. */
export type Conclusion =
  | { readonly do: 'take'; readonly codec: 'archive' | 'plain'; readonly reason: ChoiceReason }
  | { readonly do: 'write-plain'; readonly reason: ChoiceReason }
  | { readonly do: 'give-up' };

/** A delta of this part of the target is small enough not to look for a smaller one. */
const GOOD_RATIO = 0.01;
/** Where less is alike, a plain delta is about as large as the target. */
const LEAST_SHARE = 0.02;
/** What the reference has not seldom shrinks to a smaller part of itself in a plain delta. */
const LEAST_REST = 0.1;

/** The one rule by which a codec is chosen. */
export function nextStep(known: Findings): Inquiry | Conclusion {
  if (known.mayExpand === undefined) return { do: 'look' };
  if (!known.mayExpand) return { do: 'write-plain', reason: 'nothing-compressed' };
  if (known.isIdentical === undefined) return { do: 'compare' };
  if (known.isIdentical) return { do: 'write-plain', reason: 'identical' };
  switch (known.archive) {
    case undefined:
      return { do: 'try-archive' };
    case 'failed':
      return { do: 'write-plain', reason: 'archive-failed' };
    case 'too-large':
      return insteadOfNothing(known);
    default:
      return besides(known, known.archive);
  }
}

/** Compressed bytes that are not alike make no small delta in any way. */
function insteadOfNothing({ share }: Findings): Inquiry | Conclusion {
  if (share === undefined) return { do: 'probe' };
  if (share < LEAST_SHARE) return { do: 'give-up' };
  return { do: 'write-plain', reason: 'archive-too-large' };
}

/** Looking through compression has given a delta: is it worth looking for a smaller one? */
function besides(known: Findings, archive: number): Inquiry | Conclusion {
  const take: Conclusion = { do: 'take', codec: 'archive', reason: 'looked-through' };
  const { share, plain } = known;
  if (!isToBeCompared(known, archive)) return take;
  if (share === undefined) return { do: 'probe' };
  if (!mayBeSmaller(share, archive / known.size)) return take;
  if (plain === undefined) return { do: 'try-plain', limit: archive };
  if (plain === 'failed') return take;
  const codec = typeof plain === 'number' && plain < archive ? 'plain' : 'archive';
  return { do: 'take', codec, reason: 'smaller' };
}

function isToBeCompared({ mode, size }: Findings, archive: number): boolean {
  if (mode === 'archive:smallest') return true;
  return mode === 'auto' && archive > GOOD_RATIO * size;
}

function mayBeSmaller(share: number, ratio: number): boolean {
  return share >= LEAST_SHARE && (1 - share) * LEAST_REST < ratio;
}
