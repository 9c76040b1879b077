import { join } from 'node:path';

/** What was fetched or generated stays here for the next run: `DG_BENCH_DATA`, or a folder that git ignores. */
export function dataFolder(...names) {
  const root = process.env.DG_BENCH_DATA ?? join(import.meta.dirname, '../../.data');
  return join(root, ...names);
}
