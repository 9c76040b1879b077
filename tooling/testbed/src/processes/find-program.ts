import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Every place of `PATH` that has an executable of that name, in order. */
export function findPrograms(name: string, path = process.env.PATH ?? ''): string[] {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .filter(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
