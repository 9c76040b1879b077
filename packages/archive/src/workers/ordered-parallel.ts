import { DeltaGliderError } from '@deltaglider/core';

/** Does the work of one item; the signal is aborted when nobody waits for the result any more. */
type Work<T, R> = (item: T, signal: AbortSignal) => Promise<R>;

/**
 * Works on some items at a time and yields the results in the order of the items. At most `limit` items are in work or
 * wait for those before them, and no more are pulled. What fails is thrown in its turn, after the results before it,
 * and nothing is begun after that. Whoever stops early, or gets an error, waits for no work in progress and for no
 * item that the source still owes; the source is closed first where it owes none.
 * @throws what the source or the work throws; INVALID_ARGUMENT where the limit is no whole number above 0
 */
export async function* orderedParallel<T, R>(
  items: AsyncIterable<T>,
  limit: number,
  work: Work<T, R>,
): AsyncGenerator<R, void, undefined> {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new DeltaGliderError('INVALID_ARGUMENT', `${limit} is not a number of items.`);
  }
  const line = new WorkLine(items, work);
  let close = () => line.close();
  try {
    while (line.length < limit) line.extend();
    for (;;) {
      const result = await line.shift();
      if (result.done === true) return;
      line.extend();
      yield result.value;
    }
  } catch (error) {
    // This error is the one to know; the source's failure to close is not.
    close = () => line.close().catch(() => undefined);
    throw error;
  } finally {
    await close();
  }
}

type Result<R> = IteratorResult<R, undefined>;

const END = { done: true, value: undefined } as const;

/** Places for items in their order: pulled one after the other, each worked on as soon as it is there. */
class WorkLine<T, R> {
  readonly #source: AsyncIterator<T, unknown>;
  readonly #work: Work<T, R>;
  readonly #places: Promise<Result<R>>[] = [];
  readonly #closing = new AbortController();
  /** Settles when the last place has its item. */
  #pulled: Promise<unknown> = Promise.resolve();
  #isPulling = false;
  #sourceEnded = false;
  /** Nothing is pulled or begun any more. */
  #stopped = false;

  constructor(items: AsyncIterable<T>, work: Work<T, R>) {
    this.#source = items[Symbol.asyncIterator]();
    this.#work = work;
  }

  get length(): number {
    return this.#places.length;
  }

  /** Adds a place for the next item. */
  extend(): void {
    const item = this.#pulled.then(() => this.#pull());
    this.#pulled = item.catch(() => undefined);
    const result = item.then((next) => this.#begin(next));
    // It shows when its turn comes, if it ever does.
    result.catch(() => {
      this.#stopped = true;
    });
    this.#places.push(result);
  }

  /** The result of the first place, which leaves the line when it is there. */
  async shift(): Promise<Result<R>> {
    const result = (await this.#places[0]) ?? END;
    void this.#places.shift();
    return result;
  }

  async close(): Promise<void> {
    this.#stopped = true;
    this.#closing.abort();
    if (this.#sourceEnded) return;
    const closed = Promise.resolve(this.#source.return?.());
    if (this.#isPulling) closed.catch(() => undefined);
    else await closed;
  }

  async #pull(): Promise<IteratorResult<T, unknown>> {
    if (this.#stopped || this.#sourceEnded) return END;
    this.#isPulling = true;
    try {
      const next = await this.#source.next();
      if (next.done === true) this.#sourceEnded = true;
      return next;
    } catch (error) {
      this.#sourceEnded = true;
      throw error;
    } finally {
      this.#isPulling = false;
    }
  }

  async #begin(next: IteratorResult<T, unknown>): Promise<Result<R>> {
    if (next.done === true || this.#stopped) return END;
    return { done: false, value: await this.#work(next.value, this.#closing.signal) };
  }
}
