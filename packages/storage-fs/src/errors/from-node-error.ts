import { DeltaGliderError, type ErrorCode } from '@deltaglider/core';
import { isNodeError } from './node-error.ts';

/** What was being done, and to what. */
export interface Attempt {
  /** An infinitive: `write`, `list`. */
  readonly action: string;
  readonly bucket?: string | undefined;
  /** Left out when it is the bucket itself. */
  readonly key?: string | undefined;
  /** The root, when it is no bucket either. */
  readonly path?: string | undefined;
}

interface Translation {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly hint?: string;
}

const denied = (reason: string): Translation => ({
  code: 'ACCESS_DENIED',
  reason,
  hint: 'Check the owner and the permissions of the directory.',
});
const full = (reason: string): Translation => ({
  code: 'STORAGE_FULL',
  reason,
  hint: 'Free some room and try again; nothing of the object was left behind.',
});
const busy = (reason: string): Translation => ({ code: 'STORAGE_UNAVAILABLE', reason });

const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  EACCES: denied('the system denies permission'),
  EPERM: denied('the system does not permit it'),
  EROFS: denied('the file system is read-only'),
  ELOOP: denied('a symbolic link is in the way'),
  ENOSPC: full('the disk is full'),
  EDQUOT: full('the disk quota is used up'),
  EFBIG: full('the file would be larger than this file system allows'),
  EMFILE: {
    ...busy('too many files are open'),
    hint: 'Raise the limit of open files (ulimit -n).',
  },
  ENFILE: busy('too many files are open on this machine'),
  EAGAIN: busy('the system is busy'),
  EBUSY: busy('a file is busy'),
  ENOMEM: busy('the system is out of memory'),
  ESTALE: busy('the network file system lost track of a file'),
  ETIMEDOUT: busy('the network file system did not answer'),
  EEXIST: { code: 'OBJECT_EXISTS', reason: 'it exists already' },
  ENAMETOOLONG: {
    code: 'INVALID_ARGUMENT',
    reason: 'its path is too long',
    hint: 'Use a shorter key.',
  },
  EIO: { code: 'STORAGE_FAILED', reason: 'the disk reported an error', hint: 'Check the disk.' },
  ENOENT: { code: 'STORAGE_FAILED', reason: 'a file or directory vanished meanwhile' },
};

/** Translates an error of the operating system; every other error is returned as it is. */
export function fromNodeError(error: unknown, attempt: Attempt): unknown {
  if (!isNodeError(error)) return error;
  const { code, reason, hint } = TRANSLATIONS[error.code] ?? {
    code: 'STORAGE_FAILED',
    reason: error.message,
  };
  const { action, ...names } = attempt;
  const message = `Cannot ${action} ${formatName(attempt)}: ${reason} (${error.code}).`;
  const path = names.path ?? pathOf(error);
  const where = code === 'ACCESS_DENIED' && path !== undefined ? path : 'the directory';
  const details = { ...names, path, hint: hint?.replace('the directory', where) };
  return new DeltaGliderError(code, message, { cause: error, details });
}

/** Runs an operation and translates what the operating system throws. */
export async function translated<T>(attempt: Attempt, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw fromNodeError(error, attempt);
  }
}

function formatName({ bucket, key, path = 'the storage' }: Attempt): string {
  if (bucket === undefined) return path;
  return key === undefined ? `the bucket ${bucket}` : `s3://${bucket}/${key}`;
}

/** Where it happened, as the system's own errors say. */
function pathOf(error: Error): string | undefined {
  return 'path' in error && typeof error.path === 'string' ? error.path : undefined;
}
