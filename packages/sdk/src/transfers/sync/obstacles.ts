import { lstat } from 'node:fs/promises';
import type { SyncStep } from './sync-route.ts';

/** Tells which downloads have to wait for deletions: a file has the place of a directory, or the other way round. */
export interface Obstacles {
  /** Takes note of something that will be deleted; names come in UTF-8 byte order. */
  readonly addDeletion: (relative: string) => void;
  readonly block: (step: SyncStep, named: { readonly relative: string }) => Promise<boolean>;
}

/** Remembers only names that the present one begins with, so memory is bounded by the length of a name. */
export function createObstacles(): Obstacles {
  const deletions: string[] = [];
  const forget = (present: string): void => {
    for (let last = deletions.at(-1); last !== undefined; last = deletions.at(-1)) {
      if (present.startsWith(last)) return;
      deletions.pop();
    }
  };
  return {
    addDeletion: (relative) => {
      forget(relative);
      deletions.push(relative);
    },
    block: async (step, { relative }) => {
      forget(relative);
      if (!('task' in step) || step.task.operation !== 'download') return false;
      if (deletions.some((deletion) => relative.startsWith(`${deletion}/`))) return true;
      return await isDirectoryAt(step.task.path);
    },
  };
}

async function isDirectoryAt(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}
