import type { ListedObject } from '../ports/storage-port.ts';

const SECOND = 1000;

/**
 * Whether other metadata might still come to an object without any listing telling. A store that keeps whole seconds
 * may write an object twice within one: then the same bytes with other metadata are no other version. After that
 * second, and one for clocks that differ, it is over.
 */
export function mayChangeUnseen(
  { lastModified, revision }: Pick<ListedObject, 'lastModified' | 'revision'>,
  now: Date,
): boolean {
  const time = lastModified.getTime();
  if (revision !== undefined || time % SECOND !== 0) return false;
  return now.getTime() - time < 2 * SECOND;
}
