import { verifyObject, type ObjectAddress } from '@deltaglider/core';
import { lazyCache } from '../../cache/lazy-cache.ts';
import { GroupedPool } from '../../concurrency/grouped-pool.ts';
import { ReadBudget } from './read-budget.ts';
import { References } from './references.ts';
import { assertSample, sampled } from './sample.ts';
import type {
  VerifyEvent,
  VerifyObjectsOptions,
  VerifyObserver,
  VerifySummary,
} from './verify-options.ts';
import { verifyTargets, type ObjectTarget, type VerifyTarget } from './verify-targets.ts';

const DEFAULT_CONCURRENCY = 4;

/**
 * Reads objects and references and compares their digests. References are read from the store, once each, whatever
 * the engine's cache has: a copy on this machine would hide that the store has lost or damaged its own. Those that
 * the objects need are checked, and without a sample all others, too.
 *
 * Memory: a few words for each reference, and what the sample and the journal say.
 * @throws OBJECT_NOT_FOUND for a single object that is absent; INVALID_ARGUMENT for a sample of nothing; what the
 * journal throws
 */
export async function verifyObjects(options: VerifyObjectsOptions): Promise<VerifySummary> {
  if (options.sample !== undefined) assertSample(options.sample);
  const cache = lazyCache(async () => {
    const { openReferenceCache } = await import('@deltaglider/cache');
    return openReferenceCache({ backend: 'disk' });
  });
  try {
    const budget = new ReadBudget(options.maxBytes);
    const storage = budget.meter(options.engine.storage);
    const flights = new Map<string, Promise<unknown>>();
    return await verifyAll(
      { ...options, engine: { ...options.engine, storage, cache, flights } },
      budget,
    );
  } finally {
    await cache.close();
  }
}

async function verifyAll(
  options: VerifyObjectsOptions,
  budget: ReadBudget,
): Promise<VerifySummary> {
  const { concurrency = DEFAULT_CONCURRENCY, source, signal } = options;
  const { bucket } = source.address;
  const tally = createTally(options.observe);
  const references = new References({ ...options, bucket, budget, report: tally.report });
  const run = { ...options, bucket, budget, references, report: tally.report };
  const pool = new GroupedPool<VerifyTarget>({
    concurrency,
    groupOf: () => undefined,
    run: async (target) => {
      signal?.throwIfAborted();
      if (target.kind === 'reference') await references.pass(target.key);
      else await verify(run, target);
      return true;
    },
  });
  await pool.run(chosen(options));
  signal?.throwIfAborted();
  return { ...tally.summary(), bytesRead: budget.read };
}

/** References of what is not in the sample are not in it either. */
function chosen(options: VerifyObjectsOptions): AsyncIterable<VerifyTarget> {
  const targets = verifyTargets(options);
  const { sample, engine } = options;
  return sample === undefined ? targets : sampled(objectsOf(targets), sample, engine.sha256);
}

async function* objectsOf(
  targets: AsyncIterable<VerifyTarget>,
): AsyncGenerator<ObjectTarget, void, undefined> {
  for await (const target of targets) if (target.kind === 'object') yield target;
}

interface Run extends Pick<VerifyObjectsOptions, 'engine' | 'journal' | 'signal'> {
  readonly bucket: string;
  readonly budget: ReadBudget;
  readonly references: References;
  readonly report: VerifyObserver;
}

async function verify(run: Run, target: ObjectTarget): Promise<void> {
  const { bucket, budget, journal, references, report } = run;
  const { kind, key, isDelta, storedSize: size } = target;
  const address = { bucket, key };
  if (journal?.has(target) === true) {
    report({ type: 'skipped', kind, address, size });
    return;
  }
  if ((isDelta && !(await references.need(key))) || !budget.take(size)) {
    report({ type: 'left', kind, address, size });
    return;
  }
  const event = await read(run, address);
  if (event.type === 'verified' && event.result.valid) await journal?.add(target);
  report(event);
}

async function read({ engine, signal }: Run, address: ObjectAddress): Promise<VerifyEvent> {
  const kind = 'object';
  try {
    return { type: 'verified', kind, result: await verifyObject(engine, { address, signal }) };
  } catch (error) {
    signal?.throwIfAborted();
    return { type: 'error', kind, address, error };
  }
}

interface Tally {
  readonly report: VerifyObserver;
  readonly summary: () => Omit<VerifySummary, 'bytesRead'>;
}

/** Passes events on and counts them. */
function createTally(observe: VerifyObserver | undefined): Tally {
  const counts = {
    object: { valid: 0, damaged: 0, failed: 0 },
    reference: { valid: 0, damaged: 0, failed: 0 },
  };
  const sums = { bytes: 0, skipped: 0, left: 0, leftBytes: 0 };
  const count = (event: VerifyEvent): void => {
    const isObject = event.kind === 'object';
    if (event.type === 'error') counts[event.kind].failed++;
    else if (event.type === 'verified') {
      const { valid, size = 0 } = event.result;
      counts[event.kind][valid ? 'valid' : 'damaged']++;
      if (valid && isObject) sums.bytes += size;
    } else if (isObject) {
      sums[event.type]++;
      if (event.type === 'left') sums.leftBytes += event.size;
    }
  };
  return {
    report: (event) => {
      count(event);
      observe?.(event);
    },
    summary: () => ({ ...counts.object, ...sums, references: counts.reference }),
  };
}
