import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { formatAddress, type ObjectAddress } from './object-address.ts';

/** The name of the one whole object of a deltaspace. */
export const REFERENCE_NAME = 'reference.bin';
/** What the physical key of a delta has behind its logical key. */
export const DELTA_SUFFIX = '.delta';
/** Where our own objects live; nothing below it is a logical object. */
const INTERNAL_PREFIX = '.deltaglider/';
/** The longest key that S3 takes, in UTF-8 bytes. */
const MAX_KEY_BYTES = 1024;

/** The key's deltaspace: everything up to and with the last `/`; empty at the root of the bucket. */
export function directoryOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

/** The last segment of the key; empty for a folder marker. */
export function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** Where the reference of the key's deltaspace is. */
export function referenceKeyOf(key: string): string {
  return directoryOf(key) + REFERENCE_NAME;
}

/** Where an object of this logical key is when it is stored as a delta. */
export function deltaKeyOf(key: string): string {
  return key + DELTA_SUFFIX;
}

/** Where a reference that no delta needed any more is kept for a while. */
export function trashKeyOf(sha256: string): string {
  return `${INTERNAL_PREFIX}trash/${sha256}/${REFERENCE_NAME}`;
}

/**
 * Where a whole copy of an object is kept for a while, for those who cannot restore a delta. The id makes the key
 * its own; the name is there for people, as much of it as fits.
 */
export function temporaryKeyOf(id: string, name: string): string {
  const start = `${INTERNAL_PREFIX}tmp/${id}_`;
  let room = MAX_KEY_BYTES - utf8Length(start);
  let end = '';
  for (const character of name) {
    room -= utf8Length(character);
    if (room < 0) break;
    end += character;
  }
  return start + end;
}

/**
 * Whether the name is one that our own physical objects have. Such an object is always stored as a delta, so
 * that every logical key has exactly one place and no upload can overwrite a reference.
 */
export function hasReservedName(key: string): boolean {
  return key.endsWith(DELTA_SUFFIX) || nameOf(key) === REFERENCE_NAME;
}

/** Whether the physical key is one of our own, hidden from users. */
export function isInternalKey(key: string): boolean {
  return key.startsWith(INTERNAL_PREFIX);
}

/** Length of the text in UTF-8 bytes. */
function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Whether the delta's physical key still fits into S3's limit. */
export function fitsAsDelta(key: string): boolean {
  return utf8Length(deltaKeyOf(key)) <= MAX_KEY_BYTES;
}

/** @throws INVALID_ARGUMENT for a key that no object of a user can have. */
export function assertLogicalKey(address: ObjectAddress): void {
  const reason = reasonAgainst(address.key);
  if (reason === undefined) return;
  throw new DeltaGliderError('INVALID_ARGUMENT', `${formatAddress(address)} ${reason}.`, {
    details: { ...address, hint: 'Choose another key.' },
  });
}

function reasonAgainst(key: string): string | undefined {
  if (key === '') return 'has no key';
  if (utf8Length(key) > MAX_KEY_BYTES) return `has a key of more than ${MAX_KEY_BYTES} bytes`;
  if (/\p{Surrogate}/u.test(key)) return 'has a key that is not valid Unicode';
  if (isInternalKey(key)) return `is below ${INTERNAL_PREFIX}, which DeltaGlider keeps for itself`;
  return undefined;
}
