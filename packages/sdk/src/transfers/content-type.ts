import { CONTENT_TYPES } from './content-types.ts';

/** Endings that stand for two, the second of them an encoding. */
const COMBINED = new Map([
  ['svgz', 'svg.gz'],
  ['tgz', 'tar.gz'],
  ['taz', 'tar.gz'],
  ['tz', 'tar.gz'],
  ['tbz2', 'tar.bz2'],
  ['txz', 'tar.xz'],
]);

const ENCODINGS = new Set(['gz', 'z', 'bz2', 'xz', 'br']);

/**
 * The media type that a name suggests; `undefined` when it suggests none. An encoding is looked through and
 * not reported, as `aws s3` does: `dump.sql.gz` is `application/sql`, `app.tgz` is `application/x-tar`.
 */
export function guessContentType(name: string): string | undefined {
  const parts = baseName(name).toLowerCase().split('.');
  if (parts.length < 2) return undefined;
  const combined = COMBINED.get(parts.at(-1) ?? '');
  if (combined !== undefined) parts.splice(-1, 1, ...combined.split('.'));
  if (ENCODINGS.has(parts.at(-1) ?? '')) parts.pop();
  return parts.length < 2 ? undefined : CONTENT_TYPES.get(parts.at(-1) ?? '');
}

/** Without the dots that begin a hidden name: `.gitignore` has no ending. */
function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/^\.+/, '');
}
