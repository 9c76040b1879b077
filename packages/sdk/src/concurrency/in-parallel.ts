import { GroupedPool } from './grouped-pool.ts';
import { inTurn } from './in-turn.ts';

/** Runs something for each item, a few at the same time; the first that rejects stops the rest. */
export async function inParallel<T>(
  items: Iterable<T>,
  concurrency: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const pool = new GroupedPool<T>({
    concurrency,
    groupOf: () => undefined,
    run: async (item) => {
      await run(item);
      return true;
    },
  });
  await pool.run(inTurn(items));
}
