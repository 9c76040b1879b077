import { DeltaGliderError, type ErrorCode } from '@deltaglider/core';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'INVALID_ARGUMENT',
  ENOTDIR: 'INVALID_ARGUMENT',
  EISDIR: 'INVALID_ARGUMENT',
  ELOOP: 'INVALID_ARGUMENT',
  ENAMETOOLONG: 'INVALID_ARGUMENT',
  ENXIO: 'INVALID_ARGUMENT',
  EACCES: 'ACCESS_DENIED',
  EPERM: 'ACCESS_DENIED',
  EROFS: 'ACCESS_DENIED',
  ENOSPC: 'STORAGE_FULL',
  EDQUOT: 'STORAGE_FULL',
  EFBIG: 'STORAGE_FULL',
};

const CAUSES: Readonly<Record<string, { readonly because: string; readonly hint?: string }>> = {
  ENOENT: { because: 'it does not exist', hint: 'Check the path.' },
  ENOTDIR: { because: 'a part of its path is not a directory', hint: 'Check the path.' },
  EISDIR: { because: 'it is a directory', hint: 'Give the path of a file.' },
  ELOOP: { because: 'its symbolic links lead in a circle' },
  ENAMETOOLONG: { because: 'its name is too long for the file system' },
  ENXIO: { because: 'nothing is at its other end' },
  EACCES: { because: 'there is no permission', hint: 'Check who may use the file.' },
  EPERM: { because: 'the system does not permit it' },
  EROFS: { because: 'the file system is read-only' },
  ENOSPC: { because: 'the disk is full', hint: 'Free some room and try again.' },
  EDQUOT: { because: 'the quota is used up', hint: 'Free some room and try again.' },
  EFBIG: { because: 'the file would become too large for the file system' },
};

/** What was tried, and with which file. */
export interface FileAction {
  /** As in "could not be opened". */
  readonly verb: 'opened' | 'read' | 'written' | 'deleted';
  readonly path: string;
  /** Instead of the usual hint. */
  readonly hint?: string;
}

/**
 * The one translation of failed operations on local files: INVALID_ARGUMENT, ACCESS_DENIED, STORAGE_FULL or
 * STORAGE_FAILED, with the path and, where there is one, a hint.
 */
export function translateFileError(error: unknown, action: FileAction): DeltaGliderError {
  if (DeltaGliderError.is(error)) return error;
  const system = systemCodeOf(error) ?? 'unknown';
  const { verb, path } = action;
  const { because = `the system reports ${system}`, hint } = CAUSES[system] ?? {};
  const message = `The file ${path} could not be ${verb}: ${because}.`;
  const details = { path, hint: action.hint ?? hint };
  return new DeltaGliderError(CODES[system] ?? 'STORAGE_FAILED', message, {
    cause: error,
    details,
  });
}

/** The system's name of a failure (`ENOENT`), where it has one. */
export function systemCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
