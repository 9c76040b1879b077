import { createHash } from 'node:crypto';
import type { VerifiedKind } from './verified-kind.ts';

/** A version of an object or a reference, as a listing tells it. */
export interface JournalEntry {
  readonly kind: VerifiedKind;
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly storedSize: number;
  readonly lastModified: Date;
}

/** Stands for the whole entry, in little room. */
export function idOf(entry: JournalEntry): string {
  const { kind, key, etag, size, storedSize, lastModified } = entry;
  const text = JSON.stringify([kind, key, etag, size, storedSize, lastModified.getTime()]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
