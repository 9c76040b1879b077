import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Nobody writes one reference for a day; on another host a process cannot be asked whether it lives. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;
const TAG = /([0-9a-f]{8})-(\d+)-[0-9a-f]{16}$/;

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** An unpredictable end for a temporary name that says which process of which host owns it. */
export function createOwnerTag(): string {
  return `${host}-${process.pid}-${randomBytes(8).toString('hex')}`;
}

/** Whether the name ends in an owner tag whose process is gone, or was last changed a day before `now`. */
export function isAbandoned(name: string, times: { changed: Date; now: Date }): boolean {
  const [, owner, pid] = TAG.exec(name) ?? [];
  if (owner === undefined) return false;
  if (times.now.getTime() - times.changed.getTime() > ABANDONED_AFTER_MS) return true;
  return owner === host && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
