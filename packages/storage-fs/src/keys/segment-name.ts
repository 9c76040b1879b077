/** The longest name that file systems take, in bytes. */
const MAX_NAME = 255;
/** Bytes of a long name that one piece carries, its mark not counted. */
const PIECE = 250;

/** The directory of an empty segment: not its own name, so that `a/` and `a//b` can both be there. */
export const EMPTY_DIRECTORY = '%%';

/** Begins the directory that holds the continuations of a long name. */
export const CONTINUED = '%~';
/** Begins the last piece of a long name. */
export const LAST = '%=';

/**
 * The file names that hold one segment of a key; all but the last are directories. Almost every segment is its
 * own name. One that no path can hold is percent-escaped, and marked by escaping its first character, so that
 * a name is an escaped one exactly when it begins with `%`; the empty segment is `%` alone. A name that is too
 * long is cut into pieces. No segment has a name that begins with `%` and a letter behind `f`: those are ours.
 */
export function encodeSegment(segment: string): readonly string[] {
  const name = isPlain(segment) ? segment : escape(segment);
  if (Buffer.byteLength(name) <= MAX_NAME) return [name];
  const pieces = cut(name);
  return pieces.map((piece, i) => (i < pieces.length - 1 ? CONTINUED : LAST) + piece);
}

/**
 * The segment that a whole name stands for (the pieces of a long one joined, without their marks); `undefined`
 * for a name that no segment is written as.
 */
export function decodeSegment(name: string): string | undefined {
  const segment = name.startsWith('%') ? unescape(name) : name;
  if (segment === undefined) return undefined;
  return (isPlain(segment) ? segment : escape(segment)) === name ? segment : undefined;
}

/** Whether a whole name would be cut into pieces. */
export function isLongName(name: string): boolean {
  return Buffer.byteLength(name) > MAX_NAME;
}

function isPlain(segment: string): boolean {
  if (segment === '' || segment === '.' || segment === '..') return false;
  return !segment.startsWith('%') && !segment.includes('\0');
}

function escape(segment: string): string {
  const [first = ''] = segment;
  if (first === '') return '%';
  const rest = segment.slice(first.length).replaceAll('%', '%25').replaceAll('\0', '%00');
  const bytes = [...Buffer.from(first)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `%${bytes.join('%').toUpperCase()}${rest}`;
}

function unescape(name: string): string | undefined {
  if (name === '%') return '';
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

/** Cuts between code points, so that every piece is a name of its own right. */
function cut(name: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let size = 0;
  for (const character of name) {
    const bytes = Buffer.byteLength(character);
    if (size + bytes > PIECE) {
      pieces.push(piece);
      piece = '';
      size = 0;
    }
    piece += character;
    size += bytes;
  }
  return [...pieces, piece];
}
