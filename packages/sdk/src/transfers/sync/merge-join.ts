import { compareUtf8 } from '@deltaglider/core';

interface Named {
  readonly relative: string;
}

/** What two sequences have under one name; at least one of them has something. */
export interface JoinedPair<L, R> {
  readonly left: L | undefined;
  readonly right: R | undefined;
}

/**
 * Joins two sequences that are in UTF-8 byte order of their names, and holds no more than one item of each. An item
 * behind its turn has come into being while its sequence was read: it is left out, for nobody can tell any more
 * whether the other sequence had its name.
 */
export async function* mergeJoin<L extends Named, R extends Named>(
  left: AsyncIterable<L>,
  right: AsyncIterable<R>,
): AsyncGenerator<JoinedPair<L, R>, void, undefined> {
  const lefts = inOrder(left);
  const rights = inOrder(right);
  try {
    let [l, r] = await Promise.all([pull(lefts), pull(rights)]);
    while (l !== undefined || r !== undefined) {
      const order = compare(l, r);
      yield { left: order <= 0 ? l : undefined, right: order >= 0 ? r : undefined };
      // Neither is read ahead of what was made of the present pair.
      [l, r] = await Promise.all([order <= 0 ? pull(lefts) : l, order >= 0 ? pull(rights) : r]);
    }
  } finally {
    await Promise.all([lefts.return(), rights.return()]);
  }
}

/** The end comes behind every name. */
function compare(left: Named | undefined, right: Named | undefined): number {
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  return compareUtf8(left.relative, right.relative);
}

async function pull<T>(items: AsyncGenerator<T, void, undefined>): Promise<T | undefined> {
  const next = await items.next();
  return next.done === true ? undefined : next.value;
}

async function* inOrder<T extends Named>(
  items: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  let last: string | undefined;
  for await (const item of items) {
    if (last !== undefined && compareUtf8(item.relative, last) <= 0) continue;
    last = item.relative;
    yield item;
  }
}
