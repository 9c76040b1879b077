import { parseTimestamp } from './parse-timestamp.ts';

/** When a temporary object may be deleted, as its writer said; `undefined` where it did not. */
export function expiryOf(metadata: Readonly<Record<string, string>>): Date | undefined {
  return parseTimestamp(metadata['dg-expires-at']);
}
