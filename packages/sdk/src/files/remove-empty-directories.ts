import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes a directory that holds nothing but directories which hold nothing. Anything else stays as it is, and so
 * does what the system does not let go: whoever wants the place finds out.
 */
export async function removeEmptyDirectories(path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isDirectory()) await removeEmptyDirectories(join(path, entry.name));
  }
  await rmdir(path).catch(() => undefined);
}
