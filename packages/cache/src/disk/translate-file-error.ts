import { DeltaGliderError, type ErrorCode } from '@deltaglider/core';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'STORAGE_FULL',
  EDQUOT: 'STORAGE_FULL',
  EFBIG: 'STORAGE_FULL',
  EACCES: 'ACCESS_DENIED',
  EPERM: 'ACCESS_DENIED',
  EROFS: 'ACCESS_DENIED',
};

const SENTENCES: Readonly<Partial<Record<ErrorCode, string>>> = {
  STORAGE_FULL: 'There is no room for the cache at',
  ACCESS_DENIED: 'There is no permission to use the cache at',
};

/** The one translation of this package: a failed file operation as STORAGE_FULL, ACCESS_DENIED or STORAGE_FAILED. */
export function translateFileError(error: unknown, path: string): DeltaGliderError {
  if (DeltaGliderError.is(error)) return error;
  const system = codeOf(error) ?? 'unknown';
  const code = CODES[system] ?? 'STORAGE_FAILED';
  const sentence = SENTENCES[code] ?? 'The cache failed at';
  return new DeltaGliderError(code, `${sentence} ${path} (${system}).`, {
    cause: error,
    details: { path },
  });
}

/** The system's name of a failure (`ENOENT`), where it has one. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
