import { type CreateHash, DeltaGliderError } from '@deltaglider/core';

/** Which objects of a listing take part. The same seed chooses the same ones of those that are still there. */
export type Sample = { readonly seed: string } & (
  | {
      /** About this part of them, but at least one; 0 < share <= 1. */
      readonly share: number;
    }
  | {
      /** So many, or all where there are fewer; their keys are remembered. */
      readonly count: number;
    }
);

interface Keyed {
  readonly key: string;
}

/** @throws INVALID_ARGUMENT for a share or a count that chooses nothing */
export function assertSample(sample: Sample): void {
  const isRight =
    'share' in sample
      ? sample.share > 0 && sample.share <= 1
      : Number.isSafeInteger(sample.count) && sample.count > 0;
  if (isRight) return;
  throw new DeltaGliderError('INVALID_ARGUMENT', 'The sample would have no object in it.', {
    details: { hint: 'Give a share above 0 and up to 1, or a whole number of objects.' },
  });
}

/** What belongs to the sample, in the order in which it comes. */
export function sampled<T extends Keyed>(
  items: AsyncIterable<T>,
  sample: Sample,
  sha256: CreateHash,
): AsyncIterable<T> {
  const place = (item: T): number => placeOf(`${sample.seed}\n${item.key}`, sha256);
  return 'share' in sample
    ? shareOf(items, sample.share, place)
    : countOf(items, sample.count, place);
}

/** A number from 0 (included) to 1, evenly spread over keys. */
function placeOf(text: string, sha256: CreateHash): number {
  const hash = sha256();
  hash.update(new TextEncoder().encode(text));
  return hash
    .digest()
    .subarray(0, 6)
    .reduceRight((sum, byte) => (sum + byte) / 256, 0);
}

async function* shareOf<T>(
  items: AsyncIterable<T>,
  share: number,
  place: (item: T) => number,
): AsyncGenerator<T, void, undefined> {
  let nearest: Placed<T> | undefined;
  let isEmpty = true;
  for await (const item of items) {
    const at = place(item);
    if (at < share) {
      isEmpty = false;
      yield item;
    } else if (isEmpty && (nearest === undefined || at < nearest.at)) {
      nearest = { item, at, index: 0 };
    }
  }
  // A sample of nothing would say nothing, and sound like success.
  if (isEmpty && nearest !== undefined) yield nearest.item;
}

interface Placed<T> {
  readonly item: T;
  readonly at: number;
  readonly index: number;
}

async function* countOf<T>(
  items: AsyncIterable<T>,
  count: number,
  place: (item: T) => number,
): AsyncGenerator<T, void, undefined> {
  let nearest: Placed<T>[] = [];
  let index = 0;
  const cut = () => {
    nearest = nearest.sort((a, b) => a.at - b.at || a.index - b.index).slice(0, count);
  };
  for await (const item of items) {
    nearest.push({ item, at: place(item), index: index++ });
    // Seldom enough that the sorting costs little, often enough that the rest takes no room.
    if (nearest.length >= 2 * count) cut();
  }
  cut();
  for (const { item } of nearest.sort((a, b) => a.index - b.index)) yield item;
}
