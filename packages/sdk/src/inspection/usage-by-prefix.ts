import { listStored, type Engine } from '@deltaglider/core';
import { toPrefix } from '../transfers/destination.ts';
import type { ClassSum } from './costs/class-usage.ts';
import { UsageSum, type Usage } from './usage.ts';

export interface UsageOptions {
  readonly engine: Engine;
  readonly bucket: string;
  /** Only what is below this directory; a `/` is added where it does not end with one. @default '' */
  readonly prefix?: string | undefined;
  /** How many levels below the prefix are told; what is deeper counts for them. @default all */
  readonly depth?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Takes everything that is counted, by its storage class. */
  readonly classes?: ClassSum | undefined;
  /** Hears how many stored objects have been counted. */
  readonly onProgress?: ((objects: number) => void) | undefined;
}

/** What is below a prefix. */
export interface PrefixUsage extends Usage {
  /** Empty, or with its slash at the end. */
  readonly prefix: string;
  /** Levels below the prefix that was asked for, which has 0. */
  readonly depth: number;
}

interface OpenPrefix {
  readonly prefix: string;
  readonly sum: UsageSum;
}

/**
 * What everything takes, prefix by prefix, each as soon as it is complete: those below a prefix come before it, the
 * one that was asked for is last. One listing; remembered are the prefixes of one key at a time.
 * @throws BUCKET_NOT_FOUND, and what the storage throws
 */
export async function* usageByPrefix(
  options: UsageOptions,
): AsyncGenerator<PrefixUsage, void, undefined> {
  const { engine, bucket, depth = Infinity, signal, classes, onProgress } = options;
  const prefix = toPrefix(options.prefix ?? '');
  const root = { prefix, sum: new UsageSum() };
  const open: OpenPrefix[] = [root];
  let objects = 0;
  for await (const row of listStored(engine, { bucket, prefix, signal })) {
    const { key } = row;
    yield* close(open, ({ prefix: each }) => !key.startsWith(each));
    let top = open.at(-1) ?? root;
    for (let next = below(top, key); next !== undefined && open.length <= depth;) {
      open.push((top = { prefix: next, sum: new UsageSum() }));
      next = below(top, key);
    }
    top.sum.addRow(row);
    classes?.addRow(row);
    onProgress?.(++objects);
  }
  yield* close(open, () => true);
}

/** Ends prefixes from the deepest on; what they have counts for the one above. */
function* close(
  open: OpenPrefix[],
  isDone: (each: OpenPrefix) => boolean,
): Generator<PrefixUsage, void, undefined> {
  for (let top = open.at(-1); top !== undefined && isDone(top); top = open.at(-1)) {
    open.pop();
    const usage = top.sum.total();
    open.at(-1)?.sum.add(usage);
    yield { prefix: top.prefix, depth: open.length, ...usage };
  }
}

/** The prefix of the key that is one level below; `undefined` when the key itself is. */
function below({ prefix }: OpenPrefix, key: string): string | undefined {
  const slash = key.indexOf('/', prefix.length);
  return slash < 0 ? undefined : key.slice(0, slash + 1);
}
