import { usageError } from '@deltaglider/cli-kit';
import type { ByteRange } from '@deltaglider/core';

/**
 * Reads `0-99` (both ends belong to it, as in HTTP) and `100-` (everything from there on).
 * @throws usage error for anything else.
 */
export function parseByteRange(text: string): ByteRange {
  const [, first = '', last = ''] = /^(\d{1,15})-(\d{1,15})?$/.exec(text.trim()) ?? [];
  const start = Number(first);
  // What ends behind the object is cut there.
  const end = last === '' ? Number.MAX_SAFE_INTEGER : Number(last) + 1;
  if (first !== '' && end > start) return { start, end };
  throw usageError(
    `argument --range: ${text} is not a range of bytes.`,
    'Give the first and the last byte, counted from 0: 0-99; or only the first: 100-.',
  );
}
