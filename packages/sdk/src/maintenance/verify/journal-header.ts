import { DeltaGliderError, formatAddress, type ObjectAddress } from '@deltaglider/core';

const FORMAT = 'deltaglider verify journal 1';

/** What a journal is about: its first line. */
export interface JournalHeader extends ObjectAddress {
  /** Its identity; empty where it has none. */
  readonly store: string;
  readonly seed: string;
}

/** The first line. */
export function formatHeader({ store, bucket, key, seed }: JournalHeader): string {
  return `${JSON.stringify({ format: FORMAT, store, bucket, key, seed })}\n`;
}

/** `undefined` for what is no such line. */
export function parseHeader(line: string): JournalHeader | undefined {
  const parsed = parseRecord(line);
  if (parsed?.format !== FORMAT) return undefined;
  const { store, bucket, key, seed } = parsed;
  if (typeof store !== 'string' || typeof bucket !== 'string') return undefined;
  if (typeof key !== 'string' || typeof seed !== 'string') return undefined;
  return { store, bucket, key, seed };
}

/** An object of JSON; `undefined` for anything else. */
export function parseRecord(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    const isRecord = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    // An object of JSON has text as its keys, and anything as its values.
    return isRecord ? (parsed as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** @throws INVALID_ARGUMENT for a journal of another store, bucket or prefix */
export function assertSameSource(path: string, found: JournalHeader, wanted: JournalHeader): void {
  if (found.bucket === wanted.bucket && found.key === wanted.key && found.store === wanted.store) {
    return;
  }
  const [is, not] =
    found.store === wanted.store
      ? [formatAddress(found), formatAddress(wanted)]
      : [
          `${formatAddress(found)} in ${found.store}`,
          `${formatAddress(wanted)} in ${wanted.store}`,
        ];
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `The journal ${path} is of ${is}, not of ${not}.`,
    { details: { path, hint: 'Name another file; it is made if it does not exist.' } },
  );
}
