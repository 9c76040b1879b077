import { unlink } from 'node:fs/promises';
import { systemCodeOf, translateFileError } from './translate-file-error.ts';

/**
 * Deletes a file, or the symbolic link itself; one that is not there is a success.
 * @throws ACCESS_DENIED, INVALID_ARGUMENT or STORAGE_FAILED
 */
export async function deleteFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return;
    throw translateFileError(error, { verb: 'deleted', path });
  }
}
