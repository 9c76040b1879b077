import { stat } from 'node:fs/promises';
import { DeltaGliderError } from '@deltaglider/core';

/** @throws INVALID_ARGUMENT unless there is a directory of this name */
export async function statDirectory(path: string): Promise<void> {
  const found = await stat(path).catch((cause: unknown) => {
    const message = `The user-provided path ${path} does not exist.`;
    throw new DeltaGliderError('INVALID_ARGUMENT', message, { cause, details: { path } });
  });
  if (found.isDirectory()) return;
  throw new DeltaGliderError('INVALID_ARGUMENT', `${path} is a file, not a directory.`, {
    details: { path },
  });
}
