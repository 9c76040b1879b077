import {
  verifyObject,
  type Engine,
  type ObjectAddress,
  type VerifyResult,
} from '@deltaglider/core';
import { lazyCache } from '../cache/lazy-cache.ts';
import { GroupedPool } from './grouped-pool.ts';
import type { PlanDeleteOptions } from './plan-options.ts';
import { sourceObjects } from './source-objects.ts';

const DEFAULT_CONCURRENCY = 4;

export interface VerifyObjectsOptions extends PlanDeleteOptions {
  readonly engine: Engine;
  /** How many objects are read at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  readonly observe?: VerifyObserver | undefined;
}

/** One object that was read: whole, damaged, or not to be read at all (`error`). */
export type VerifyEvent =
  | { readonly type: 'verified'; readonly result: VerifyResult }
  | { readonly type: 'error'; readonly address: ObjectAddress; readonly error: unknown };

/** Listens to a run; it must not throw. */
export type VerifyObserver = (event: VerifyEvent) => void;

/** How a run ended. */
export interface VerifySummary {
  readonly valid: number;
  readonly damaged: number;
  /** Objects that could not be read for another reason, so that nothing is known of them. */
  readonly failed: number;
  /** Logical bytes of the valid ones. */
  readonly bytes: number;
}

/**
 * Reads objects and compares their digests. References are read from the store, once each, whatever the
 * engine's cache has: a copy on this machine would hide that the store has lost or damaged its own.
 * @throws OBJECT_NOT_FOUND for a single object that is absent.
 */
export async function verifyObjects(options: VerifyObjectsOptions): Promise<VerifySummary> {
  const cache = lazyCache(async () => {
    const { openReferenceCache } = await import('@deltaglider/cache');
    return openReferenceCache({ backend: 'disk' });
  });
  try {
    const engine = { ...options.engine, cache, flights: new Map<string, Promise<unknown>>() };
    return await verifyAll({ ...options, engine });
  } finally {
    await cache.close();
  }
}

async function verifyAll(options: VerifyObjectsOptions): Promise<VerifySummary> {
  const { concurrency = DEFAULT_CONCURRENCY, signal, observe } = options;
  const counts = { valid: 0, damaged: 0, failed: 0, bytes: 0 };
  const pool = new GroupedPool<ObjectAddress>({
    concurrency,
    groupOf: () => undefined,
    run: async (address) => {
      const event = await verify(address, options);
      if (event.type === 'error') counts.failed++;
      else if (!event.result.valid) counts.damaged++;
      else {
        counts.valid++;
        counts.bytes += event.result.size ?? 0;
      }
      observe?.(event);
      return true;
    },
  });
  await pool.run(addresses(options));
  signal?.throwIfAborted();
  return counts;
}

async function verify(
  address: ObjectAddress,
  { engine, signal }: VerifyObjectsOptions,
): Promise<VerifyEvent> {
  signal?.throwIfAborted();
  try {
    return { type: 'verified', result: await verifyObject(engine, { address, signal }) };
  } catch (error) {
    signal?.throwIfAborted();
    return { type: 'error', address, error };
  }
}

async function* addresses(options: VerifyObjectsOptions): AsyncIterable<ObjectAddress> {
  const { bucket } = options.source.address;
  for await (const { key } of sourceObjects(options)) yield { bucket, key };
}
