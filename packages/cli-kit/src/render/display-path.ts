import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/** A path as result lines show it: relative to the working directory, `./a.txt` for a file right in it, `-` as it is. */
export function displayPath(path: string, cwd: string): string {
  if (path === '-') return path;
  if (resolve(path) === cwd) return `.${sep}`;
  const directory = relative(cwd, dirname(path));
  const name = basename(path) + (path.endsWith(sep) && path !== sep ? sep : '');
  return directory === '' ? `.${sep}${name}` : join(directory, name);
}
