import { createHash, randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureDirectory } from '../files/directories.ts';
import { tooBusy } from '../errors/failures.ts';
import { isNodeError } from '../errors/node-error.ts';
import type { ObjectPlace } from '../files/object-place.ts';
import { createClaim, liveRivals, removeClaim, type Claim } from './claim.ts';

/** The work under a lock is a few system calls: who waits this often waits for something that is broken. */
const ATTEMPTS = 4000;
const LONGEST_PAUSE_MS = 12;

/**
 * Lets one holder at a time change an object: among the callers of this process by a queue, among processes
 * by claims. A process makes its claim first and looks around second: of two, at least one sees the other. It
 * holds the lock when it sees nobody. When two see each other, the one with the smaller name stays, the other
 * withdraws and comes back. A claim of a process that ended is ignored, and can be removed by anybody without
 * a race, because its name is never used again.
 */
export class KeyLock {
  readonly #queues = new Map<string, Promise<unknown>>();

  /** Runs the work alone. @throws STORAGE_UNAVAILABLE when others hold the lock for too long. */
  async run<T>(
    place: ObjectPlace,
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    const before = this.#queues.get(place.path);
    const turn = (async () => {
      await before?.catch(() => undefined);
      return await runClaimed(place, signal, work);
    })();
    this.#queues.set(place.path, turn);
    try {
      return await turn;
    } finally {
      if (this.#queues.get(place.path) === turn) this.#queues.delete(place.path);
    }
  }
}

async function runClaimed<T>(
  place: ObjectPlace,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const claim = await acquire(place, signal);
  try {
    return await work();
  } finally {
    await removeClaim(claim);
  }
}

async function acquire(place: ObjectPlace, signal: AbortSignal | undefined): Promise<Claim> {
  const subject = createHash('sha256').update(place.address.key).digest('hex').slice(0, 32);
  let claim: Claim | undefined;
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      signal?.throwIfAborted();
      const own = (claim ??= await claimIn(place, subject));
      const rivals = await liveRivals(place.bucket.locks, own);
      if (rivals.length === 0) {
        claim = undefined;
        return own;
      }
      if (rivals.some((name) => name < own.name)) {
        await removeClaim(own);
        claim = undefined;
      }
      await delay(1 + randomInt(Math.min(LONGEST_PAUSE_MS, 2 + attempt)));
    }
  } finally {
    if (claim !== undefined) await removeClaim(claim);
  }
  throw tooBusy(place.address);
}

async function claimIn(place: ObjectPlace, subject: string): Promise<Claim> {
  for (;;) {
    await ensureDirectory(place, place.bucket.locks);
    try {
      return await createClaim(place.bucket.locks, subject);
    } catch (error) {
      // The bucket was deleted meanwhile, or its private directory with it: ensureDirectory finds out.
      if (!isNodeError(error, 'ENOENT')) throw error;
    }
  }
}
