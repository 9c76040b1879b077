import { DeltaGliderError } from '@deltaglider/core';
import { formatAttempt, type Attempt } from './attempt.ts';
import { toFailure, type Failure } from './failure.ts';
import { byName, byStatus, type Translation } from './translations.ts';

const REDIRECTS = /^(PermanentRedirect|TemporaryRedirect|AuthorizationHeaderMalformed|301|307)$/;

/** Translates what the SDK threw; every other error is returned as it is. */
export function fromS3Error(error: unknown, attempt: Attempt): unknown {
  if (DeltaGliderError.is(error)) return error;
  const failure = toFailure(error);
  if (failure === undefined) return error;
  const { code, reason, hint } = translate(failure, attempt);
  const { action, ...names } = attempt;
  const message = `Cannot ${action} ${formatAttempt(attempt)}: ${reason} (${failure.name}).`;
  return new DeltaGliderError(code, message, { cause: error, details: { ...names, hint } });
}

/** Runs an operation and translates what the SDK throws; an abort becomes the signal's own reason. */
export async function translated<T>(
  attempt: Attempt & { readonly signal?: AbortSignal | undefined },
  operation: () => Promise<T>,
): Promise<T> {
  const { signal, ...names } = attempt;
  signal?.throwIfAborted();
  try {
    return await operation();
  } catch (error) {
    signal?.throwIfAborted();
    throw fromS3Error(error, names);
  }
}

function translate(failure: Failure, attempt: Attempt): Translation {
  const { name, status = 0, message } = failure;
  if (REDIRECTS.test(name)) return elsewhere(failure);
  const known = byName[name];
  if (known !== undefined) {
    // A request about a bucket answers 404 for the bucket.
    const isBucket = known.code === 'OBJECT_NOT_FOUND' && attempt.key === undefined;
    return isBucket ? { ...known, code: 'BUCKET_NOT_FOUND' } : known;
  }
  if (/Slow|Throttl|TooManyRequests|RequestLimit/i.test(name)) {
    return { code: 'STORAGE_UNAVAILABLE', reason: 'the store asks for fewer requests' };
  }
  const byItsStatus = byStatus[status];
  if (byItsStatus !== undefined) {
    const isBucket = status === 404 && attempt.key === undefined;
    return isBucket ? { ...byItsStatus, code: 'BUCKET_NOT_FOUND' } : byItsStatus;
  }
  if (status >= 500) return { code: 'STORAGE_UNAVAILABLE', reason: 'the store has a problem' };
  if (/^Invalid|^Malformed|^Missing/.test(name))
    return { code: 'INVALID_ARGUMENT', reason: message };
  return { code: 'STORAGE_FAILED', reason: message };
}

function elsewhere({ region }: Failure): Translation {
  const where = region === undefined ? 'another region' : `the region ${region}`;
  return {
    code: 'INVALID_ARGUMENT',
    reason: `the bucket is in ${where}`,
    hint: region === undefined ? 'Give its region: --region.' : `Give it: --region ${region}.`,
  };
}
