import { isDamage } from '@deltaglider/core';
import { mapOrdered } from '../../concurrency/map-ordered.ts';
import { createPathFilter } from '../../transfers/path-filter.ts';
import { mergeJoin, type JoinedPair } from '../../transfers/sync/merge-join.ts';
import type {
  CheckedSide,
  CheckLocation,
  CheckResult,
  CheckStatus,
  CheckSummary,
  CheckTreesOptions,
} from './check-options.ts';
import type { CheckEntry, CheckSide } from './check-side.ts';
import { openFileSide } from './file-side.ts';
import { objectSide } from './object-side.ts';

const DEFAULT_CONCURRENCY = 4;

/**
 * Compares two trees by names, sizes and SHA-256: recorded digests of objects where there are some, else those of
 * their bytes. Neither tree is remembered: what is held at a time are the names that are being compared.
 * @throws INVALID_ARGUMENT for a path that is no directory; BUCKET_NOT_FOUND, and what the storage throws where it
 * cannot be listed
 */
export async function checkTrees(options: CheckTreesOptions): Promise<CheckSummary> {
  const { oneWay = false, concurrency = DEFAULT_CONCURRENCY, signal, observe } = options;
  const tally = createTally();
  const warn = (subject: string, reason: string) => {
    tally.warnings++;
    observe?.({ type: 'warning', subject, reason });
  };
  const [source, destination] = await Promise.all([
    openSide(options.source, options, warn),
    openSide(options.destination, options, warn),
  ]);
  const pairs = mergeJoin(source.entries(), destination.entries());
  const counted = oneWay ? knownToSource(pairs) : pairs;
  const check = { ...options, source, destination };
  for await (const result of mapOrdered(counted, concurrency, (pair) => compare(check, pair))) {
    signal?.throwIfAborted();
    count(tally, check, result);
    observe?.({ type: 'result', ...result });
  }
  signal?.throwIfAborted();
  return tally;
}

type Pair = JoinedPair<CheckEntry, CheckEntry>;

async function* knownToSource(pairs: AsyncIterable<Pair>): AsyncGenerator<Pair, void, undefined> {
  for await (const pair of pairs) if (pair.left !== undefined) yield pair;
}

async function openSide(
  location: CheckLocation,
  { filters = [], followSymlinks = true, signal }: CheckTreesOptions,
  warn: (subject: string, reason: string) => void,
): Promise<CheckSide> {
  const matches = createPathFilter(filters, '');
  return location.type === 'object'
    ? objectSide(location, { matches, signal })
    : await openFileSide(location.path, { matches, followSymlinks, signal, warn });
}

interface Check extends Pick<CheckTreesOptions, 'sizeOnly' | 'download' | 'signal'> {
  readonly source: CheckSide;
  readonly destination: CheckSide;
}

async function compare(check: Check, { left, right }: Pair): Promise<CheckResult> {
  const source = left && { size: left.size };
  const destination = right && { size: right.size };
  const name = (left ?? right)?.relative ?? '';
  const result = (status: CheckStatus) => ({ name, status, source, destination });
  if (left === undefined) return result('only-destination');
  if (right === undefined) return result('only-source');
  if (left.size !== right.size) return result('different');
  if (check.sizeOnly === true) return result('equal');
  try {
    const options = { read: check.download === true };
    const [one, other] = await Promise.all([
      check.source.digestOf(left, options),
      check.destination.digestOf(right, options),
    ]);
    return {
      name,
      status: one.sha256 === other.sha256 ? 'equal' : 'different',
      source: { size: left.size, ...one },
      destination: { size: right.size, ...other },
    };
  } catch (error) {
    check.signal?.throwIfAborted();
    return { ...result('failed'), error };
  }
}

type Tally = { -readonly [K in keyof CheckSummary]: CheckSummary[K] };

function createTally(): Tally {
  return {
    equal: 0,
    different: 0,
    onlySource: 0,
    onlyDestination: 0,
    failed: 0,
    damaged: 0,
    warnings: 0,
    downloaded: 0,
  };
}

const COUNTERS = {
  equal: 'equal',
  different: 'different',
  'only-source': 'onlySource',
  'only-destination': 'onlyDestination',
  failed: 'failed',
} as const;

function count(tally: Tally, check: Check, result: CheckResult): void {
  tally[COUNTERS[result.status]]++;
  if (isDamage(result.error)) tally.damaged++;
  tally.downloaded += downloadedOf(check.source, result.source);
  tally.downloaded += downloadedOf(check.destination, result.destination);
}

function downloadedOf({ isRemote }: CheckSide, checked: CheckedSide | undefined): number {
  return isRemote && checked?.digest === 'read' ? checked.size : 0;
}
