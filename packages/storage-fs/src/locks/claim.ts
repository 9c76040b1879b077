import { randomBytes } from 'node:crypto';
import { lstat, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { unless } from '../errors/node-error.ts';
import { formatIdentity, lifeOf, parseIdentity, thisProcess } from './process-identity.ts';

/** How long a claim counts whose process nobody here can look at. The work under a claim takes milliseconds. */
const LEASE_MS = 60_000;

/** One process's wish to change one object: an empty file whose name says it all and is never used again. */
export interface Claim {
  readonly name: string;
  readonly path: string;
}

/** Makes a claim of this process on a subject (a word without dots). */
export async function createClaim(directory: string, subject: string): Promise<Claim> {
  const owner = formatIdentity(thisProcess());
  const name = `${subject}.${randomBytes(8).toString('hex')}.${owner}`;
  const path = join(directory, name);
  await (await open(path, 'wx')).close();
  return { name, path };
}

export async function removeClaim(claim: Pick<Claim, 'path'>): Promise<void> {
  await unless(unlink(claim.path), 'ENOENT');
}

/** The other claims on the same subject whose processes may be at work; those of ended ones are removed. */
export async function liveRivals(directory: string, own: Claim): Promise<readonly string[]> {
  const subject = own.name.slice(0, own.name.indexOf('.') + 1);
  const names = await readdir(directory);
  const rivals = names.filter((name) => name.startsWith(subject) && name !== own.name);
  if (rivals.length === 0) return [];
  const { mtimeMs: now } = await lstat(own.path);
  const live: string[] = [];
  for (const name of rivals) {
    if (!(await isStale(join(directory, name), now))) live.push(name);
    // Names are never used again: whoever removes it, it is this claim that goes.
    else await removeClaim({ path: join(directory, name) });
  }
  return live;
}

/** Whether a file that names its process at its end was left behind. `now` is by the file system's clock. */
export async function isStale(path: string, now: number, leaseMs = LEASE_MS): Promise<boolean> {
  const identity = parseIdentity(path.slice(path.lastIndexOf('.') + 1));
  const life = identity === undefined ? 'unknown' : lifeOf(identity);
  if (life !== 'unknown') return life === 'ended';
  const stats = await unless(lstat(path), 'ENOENT');
  return stats !== undefined && now - stats.mtimeMs > leaseMs;
}
