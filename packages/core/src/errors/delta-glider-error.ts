import type { ErrorCode } from './error-code.ts';

const MARK = Symbol.for('@deltaglider/core/DeltaGliderError');

/** Names that a program may want from an error beside its sentence. No secret ever goes in here. */
export interface ErrorDetails {
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  readonly path?: string | undefined;
  /** Of the config file of `aws`. */
  readonly profile?: string | undefined;
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
  /** What the user can do next, as a sentence. */
  readonly hint?: string | undefined;
}

export interface DeltaGliderErrorOptions {
  readonly cause?: unknown;
  readonly details?: ErrorDetails;
}

/**
 * The one error class. Its message is a sentence that names the object; `code` says which failure,
 * `details` carries the names, `cause` the error below.
 */
export class DeltaGliderError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: DeltaGliderErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DeltaGliderError';
    this.code = code;
    this.details = options.details ?? {};
    Object.defineProperty(this, MARK, { value: true });
  }

  /** True for an error of any copy of this package: two copies in one tree must agree. */
  static is(error: unknown, code?: ErrorCode): error is DeltaGliderError {
    if (typeof error !== 'object' || error === null || !(MARK in error)) return false;
    return code === undefined || ('code' in error && error.code === code);
  }
}
