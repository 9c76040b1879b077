import type { AbortOptions } from '../bytes/byte-source.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { CachedReference } from '../ports/reference-cache-port.ts';
import { fetchReference, type WantedReference } from './fetch-reference.ts';

/**
 * The reference's bytes, from the cache or else from the store; one download at a time per digest, however
 * many readers wait. A cached copy that turns out to be damaged is fetched again behind the reader's back.
 * @throws REFERENCE_MISSING, INTEGRITY_MISMATCH
 */
export async function openReference(
  engine: Engine,
  wanted: WantedReference,
): Promise<CachedReference> {
  const first = await acquire(engine, wanted);
  return healing(engine, wanted, first);
}

async function acquire(engine: Engine, wanted: WantedReference): Promise<CachedReference> {
  for (;;) {
    wanted.signal?.throwIfAborted();
    const cached = await findCached(engine, wanted);
    if (cached !== undefined) {
      engine.observe({ type: 'reference-cached', sha256: wanted.sha256, size: cached.size });
      return cached;
    }
    const flight = engine.flights.get(flightKey(wanted));
    if (flight === undefined) return await lead(engine, wanted);
    // Whether it succeeded shows in the cache; a failure there may have been that reader's own abort.
    await settledOrAborted(flight, wanted.signal);
    const after = await findCached(engine, wanted);
    if (after !== undefined) return after;
    if (engine.flights.get(flightKey(wanted)) === undefined) return await lead(engine, wanted);
  }
}

/** Waits for the end of somebody else's download, but not beyond one's own abort. */
async function settledOrAborted(
  flight: Promise<unknown>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal?.addEventListener('abort', stop, { once: true });
  });
  await Promise.race([flight.catch(() => undefined), aborted]);
  if (stop !== undefined) signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
}

async function lead(engine: Engine, wanted: WantedReference): Promise<CachedReference> {
  const key = flightKey(wanted);
  const flight = fetchReference(engine, wanted);
  engine.flights.set(key, flight);
  try {
    return await flight;
  } finally {
    engine.flights.delete(key);
  }
}

function flightKey(wanted: WantedReference): string {
  return `${wanted.address.bucket}/${wanted.sha256}`;
}

/** The local copy. Cache trouble is a miss plus an event, never a failure. */
export async function findCached(
  engine: Engine,
  wanted: WantedReference,
): Promise<CachedReference | undefined> {
  const { sha256, signal } = wanted;
  try {
    return await engine.cache.get(sha256, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    engine.observe({ type: 'cache-failed', sha256, error });
    return undefined;
  }
}

function healing(engine: Engine, wanted: WantedReference, first: CachedReference): CachedReference {
  let current = first;
  let healed: Promise<void> | undefined;
  const heal = async (error: unknown): Promise<void> => {
    engine.observe({ type: 'cache-failed', sha256: wanted.sha256, error });
    await current.close();
    await engine.cache.delete(wanted.sha256).catch(() => undefined);
    current = await acquire(engine, wanted);
  };
  return {
    size: first.size,
    read: async (offset: number, length: number, options: AbortOptions = {}) => {
      try {
        return await current.read(offset, length, options);
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!DeltaGliderError.is(error, 'INTEGRITY_MISMATCH')) throw error;
        await (healed ??= heal(error));
        return await current.read(offset, length, options);
      }
    },
    close: () => current.close(),
  };
}
