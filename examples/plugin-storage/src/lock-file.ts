import { readFile, rm, writeFile } from 'node:fs/promises';
import { DeltaGliderError } from '@deltaglider/core';

/**
 * Takes a file for this process alone, and gives the function that lets go of it.
 * @throws STORAGE_UNAVAILABLE when another has it
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) {
      throw new DeltaGliderError('STORAGE_FAILED', `${lock} cannot be written.`, { cause });
    }
    const owner = await readFile(lock, 'utf8').catch(() => 'unknown');
    throw new DeltaGliderError('STORAGE_UNAVAILABLE', `${path} is in use by process ${owner}.`, {
      cause,
      details: { hint: `Wait for it to end; if it has, remove ${lock}.` },
    });
  }
  return () => rm(lock, { force: true });
}
