import type { Call } from '../call.ts';
import { refuse } from '../s3-error.ts';
import type { StoredObject } from '../store/stored-object.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Checks If-Match and If-None-Match of a write (put, copy's destination, complete).
 *
 * @throws S3Error 412 where one does not hold, 404 for If-Match on nothing, 409 on demand, 501 for a value of
 *   If-None-Match other than `*`.
 */
export function checkWrite({ request, store }: Call, existing: StoredObject | undefined): void {
  const match = request.headers['if-match'];
  const noneMatch = request.headers['if-none-match'];
  if (match === undefined && noneMatch === undefined) return;
  if (store.ignoresConditions(request.operation)) return;
  if (noneMatch !== undefined && noneMatch !== '*') {
    throw refuse.notImplemented('If-None-Match', 'We only support If-None-Match: * for writes');
  }
  if (noneMatch !== undefined && existing !== undefined) {
    throw refuse.preconditionFailed('If-None-Match');
  }
  if (match !== undefined) checkMatch(match, existing, request.key);
  if (store.takeConflict()) {
    throw refuse.conflict(match === undefined ? 'If-None-Match' : 'If-Match', request.key);
  }
}

/** If-Match of a deletion. @throws S3Error 412, or 404 when there is nothing. */
export function checkDelete({ request, store }: Call, existing: StoredObject | undefined): void {
  const match = request.headers['if-match'];
  if (match === undefined || store.ignoresConditions(request.operation)) return;
  checkMatch(match, existing, request.key);
}

/** @throws S3Error 412, or 404 when there is nothing. */
export function checkMatch(match: string, existing: StoredObject | undefined, key: string): void {
  if (existing === undefined) throw refuse.noSuchKey(key);
  if (!matches(match, existing.etag)) throw refuse.preconditionFailed('If-Match');
}

/**
 * Conditions of a read, in the order that AWS gives them: a true If-Match makes If-Unmodified-Since void, and a false
 * If-None-Match likewise If-Modified-Since.
 *
 * @returns true when the answer is "not modified". @throws S3Error 412.
 */
export function isNotModified(headers: Headers, object: StoredObject): boolean {
  const match = headers['if-match'];
  if (match !== undefined) {
    if (!matches(match, object.etag)) throw refuse.preconditionFailed('If-Match');
  } else if (isBefore(headers['if-unmodified-since'], object)) {
    throw refuse.preconditionFailed('If-Unmodified-Since');
  }
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) return matches(noneMatch, object.etag);
  const since = headers['if-modified-since'];
  return since !== undefined && isDate(since) && !isBefore(since, object);
}

/** Conditions on the source of a copy. @throws S3Error 412 for each that does not hold. */
export function checkSource(headers: Headers, source: StoredObject): void {
  const conditions: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('x-amz-copy-source-if-')) {
      conditions[name.slice('x-amz-copy-source-'.length)] = value;
    }
  }
  if (isNotModified(conditions, source)) {
    const isByTag = conditions['if-none-match'] !== undefined;
    const name = isByTag ? 'If-None-Match' : 'If-Modified-Since';
    throw refuse.preconditionFailed(`x-amz-copy-source-${name}`);
  }
}

/** Whether one of the listed ETags, quoted or not, is this one. */
function matches(list: string, etag: string): boolean {
  return list.split(',').some((one) => {
    const bare = unquote(one.trim().replace(/^W\//, ''));
    return bare === '*' || bare === unquote(etag);
  });
}

export function unquote(etag: string): string {
  return etag.replaceAll('"', '');
}

/** Whether the object has changed after that date. */
function isBefore(date: string | undefined, object: StoredObject): boolean {
  return date !== undefined && isDate(date) && Date.parse(date) < object.lastModified.getTime();
}

function isDate(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}
