/**
 * Maps a sequence with up to `concurrency` calls under way at once and yields the results in the order of the
 * sequence. Stops reading ahead as soon as the consumer stops.
 */
export async function* mapOrdered<T, R>(
  items: AsyncIterable<T>,
  concurrency: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  const running: Promise<R>[] = [];
  let done = false;
  const start = (item: T): Promise<R> => {
    const result = map(item);
    // The failure is thrown where its turn comes; until then it must not count as unhandled.
    result.catch(() => undefined);
    return result;
  };
  try {
    for (;;) {
      while (!done && running.length < concurrency) {
        const next = await iterator.next();
        if (next.done === true) done = true;
        else running.push(start(next.value));
      }
      const first = running.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    await iterator.return?.();
  }
}
