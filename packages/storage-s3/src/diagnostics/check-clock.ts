import type { Found } from './found.ts';

const WARNING_MS = 60_000;
const PROBLEM_MS = 5 * 60_000;

export interface Clocks {
  /** When the store answered, by its own clock; in whole seconds. */
  readonly theirs: Date | undefined;
  readonly ours: Date;
}

/** Whether this machine and the store agree on the time. */
export function checkClock({ theirs, ours }: Clocks): Found {
  if (theirs === undefined) {
    return { status: 'skipped', message: 'The store does not say what time it is.' };
  }
  const ahead = ours.getTime() - theirs.getTime();
  const off = Math.abs(ahead);
  if (off <= WARNING_MS) {
    return { status: 'ok', message: `This machine and the store agree on the time${within(off)}.` };
  }
  return {
    status: off > PROBLEM_MS ? 'problem' : 'warning',
    message: `The clock of this machine is ${inWords(off)} ${ahead > 0 ? 'ahead of' : 'behind'} the store's.`,
    hint: 'Set it, best by NTP (`timedatectl set-ntp true`): S3 refuses requests that are 15 minutes off.',
  };
}

function within(ms: number): string {
  return ms < 2000 ? '' : `, but for ${Math.round(ms / 1000)} s`;
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  const told = units.slice(first, first + 2).filter(([count]) => count > 0);
  return told.map(([count, unit]) => `${count} ${unit}`).join(' ');
}
