import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the command line is and whose server it looks after: each user of a machine has one. */
export interface CliPlace {
  /** `bin/testbed.mjs`. */
  readonly program: string;
  readonly owner: string;
}

/** The process that keeps a server running between `up` and `down`. */
export interface Keeper {
  readonly pid: number;
  /** The kernel's start time of that process, so that no other one with its number is taken for it. */
  readonly startTime: string;
  /** What `up` prints. */
  readonly lines: string;
}

export function keeperFile({ owner }: CliPlace): string {
  return join(tmpdir(), `deltaglider-testbed-${owner}.json`);
}

/** The keeper that runs, if one does. */
export function findKeeper(place: CliPlace): Keeper | undefined {
  let keeper: Keeper;
  try {
    // Written by `keep` alone.
    keeper = JSON.parse(readFileSync(keeperFile(place), 'utf8')) as Keeper;
  } catch {
    return undefined;
  }
  return startTimeOf(keeper.pid) === keeper.startTime ? keeper : undefined;
}

/** Undefined when no such process runs. */
export function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name, which may have blanks and parentheses of its own: the state, then the rest.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
