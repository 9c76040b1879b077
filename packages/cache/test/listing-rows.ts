import { createHash } from 'node:crypto';
import type { ListedMeaning, ListedObject, MeantRow } from '@deltaglider/core';

/** The row of a delta, as a listing of S3 has it. */
export function rowOf(key: string): ListedObject {
  const etag = createHash('md5').update(key).digest('hex');
  return { type: 'object', key, size: key.length, etag, lastModified: new Date(1_750_000_000_000) };
}

/** What this delta means. */
export function meaningOf(key: string): ListedMeaning {
  const sha256 = createHash('sha256').update(key).digest('hex');
  const etag = createHash('md5').update(sha256).digest('hex');
  return { kind: 'delta', size: key.length * 1000, sha256, etag, createdAt: new Date(5000) };
}

/** Rows of one deltaspace with their meanings. */
export function rowsOf(directory: string, count: number): readonly MeantRow[] {
  return Array.from({ length: count }, (_, i) => {
    const key = `${directory}app-${String(i).padStart(7, '0')}.zip.delta`;
    return { row: rowOf(key), meaning: meaningOf(key) };
  });
}
