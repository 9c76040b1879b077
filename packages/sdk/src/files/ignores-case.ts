import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Whether names that differ only by case are one name in a directory, or where it would be made. Nothing is written to
 * find out: the name of a directory that is there is looked up in the other case.
 */
export async function ignoresCase(directory: string): Promise<boolean> {
  for (let path = resolve(directory); ; path = dirname(path)) {
    const name = basename(path);
    if (name === '') return false;
    const found = await stat(path).catch(() => undefined);
    const other = swapCase(name);
    if (found === undefined || other === name) continue;
    const twin = await stat(join(dirname(path), other)).catch(() => undefined);
    return twin?.ino === found.ino && twin.dev === found.dev;
  }
}

function swapCase(name: string): string {
  return Array.from(name, (char) => {
    const upper = char.toUpperCase();
    return char === upper ? char.toLowerCase() : upper;
  }).join('');
}
