import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isNodeError } from '../errors/node-error.ts';

/** Which process wrote a file, in a form that fits into its name. */
export interface ProcessIdentity {
  /** The machine since its start, and the room in it in which process numbers count. */
  readonly host: string;
  readonly pid: number;
  /** When the process began, by the machine's own count; empty where the system does not tell. */
  readonly start: string;
}

const PATTERN = /^([0-9a-f]{12})-(\d+)-(\d*)$/;

/** The identity of this process. */
export function thisProcess(): ProcessIdentity {
  own ??= { host: hostIdentity(), pid: process.pid, start: startOf(process.pid) ?? '' };
  return own;
}

let own: ProcessIdentity | undefined;

export function formatIdentity({ host, pid, start }: ProcessIdentity): string {
  return `${host}-${pid}-${start}`;
}

export function parseIdentity(text: string): ProcessIdentity | undefined {
  const [, host, pid, start] = PATTERN.exec(text) ?? [];
  if (host === undefined || pid === undefined || start === undefined) return undefined;
  return { host, pid: Number(pid), start };
}

/**
 * Whether a process still runs: `unknown` on another machine, in another container, and where the system does
 * not tell a process from a later one with the same number.
 */
export function lifeOf(identity: ProcessIdentity): 'running' | 'ended' | 'unknown' {
  const { host, start } = thisProcess();
  if (identity.host !== host) return 'unknown';
  if (!exists(identity.pid)) return 'ended';
  const started = startOf(identity.pid);
  if (start === '' || started === undefined) return 'unknown';
  return started === identity.start ? 'running' : 'ended';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isNodeError(error, 'ESRCH');
  }
}

function hostIdentity(): string {
  const parts = [
    attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')) ?? hostname(),
    attempt(() => readlinkSync('/proc/self/ns/pid')) ?? '',
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);
}

/** The 22nd field of Linux's `stat`; the command's name before it may hold blanks and brackets. */
function startOf(pid: number): string | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}

function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
