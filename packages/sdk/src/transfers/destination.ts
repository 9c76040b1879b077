import type { TransferLocation } from './transfer-location.ts';

/** How `relative` (with `/`, as found below the source) is named on the other side. */
export type NameDestination = (relative: string) => string;

/**
 * Names keys below a prefix. A tree keeps its relative names; a single object keeps its own name below a key
 * that is empty or ends with `/`, and is otherwise named exactly as the key says.
 */
export function keyDestination(key: string, recursive: boolean): NameDestination {
  if (recursive) {
    const prefix = toPrefix(key);
    return (relative) => prefix + relative;
  }
  return (relative) => (key === '' || key.endsWith('/') ? key + lastSegment(relative) : key);
}

/** An empty key stays empty; every other one ends with `/`. `a` is no prefix of `ab` in a tree. */
export function toPrefix(key: string): string {
  return key === '' || key.endsWith('/') ? key : `${key}/`;
}

/** What is behind the last `/`. */
export function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** What filters' patterns are joined to: the directory, or bucket and prefix, that the source is in. */
export function filterRoot(source: TransferLocation, recursive: boolean): string {
  if (source.type === 'file') {
    const path = toSlashes(source.path);
    return recursive ? path : path.slice(0, path.lastIndexOf('/') + 1);
  }
  const { bucket, key } = source.address;
  const directory = recursive ? key : key.slice(0, key.lastIndexOf('/') + 1);
  return `${bucket}/${directory}`;
}

/** Patterns and keys know `/` only, whatever the platform's separator is. */
export function toSlashes(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
}
