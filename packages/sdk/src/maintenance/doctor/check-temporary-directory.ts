import { randomUUID } from 'node:crypto';
import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { translateFileError } from '../../files/translate-file-error.ts';
import type { Found } from './check.ts';
import { freeSpace, inGibibytes, LITTLE_ROOM } from '../../files/free-space.ts';

const HINT = 'Set TMPDIR to a directory that exists, is yours to write, and has room.';

/** Whether large objects can be put aside there. */
export async function checkTemporaryDirectory(directory: string): Promise<Found> {
  const probe = join(directory, `deltaglider-${randomUUID()}`);
  try {
    await writeFile(probe, 'probe', { flag: 'wx', mode: 0o600 });
    await unlink(probe);
  } catch (error) {
    const { message } = translateFileError(error, { verb: 'written', path: directory });
    return { status: 'problem', message, hint: HINT };
  }
  const free = await freeSpace(directory);
  const message = `${directory} is writable and has ${inGibibytes(free)} free.`;
  if (free >= LITTLE_ROOM) return { status: 'ok', message };
  return { status: 'warning', message: `${message} A large object may need more.`, hint: HINT };
}
