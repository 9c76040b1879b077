const MARK = Symbol.for('@deltaglider/core/DeltaLimitReached');

/**
 * What an encode with a limit ends with when its delta would reach that. It is an answer rather than a failure, so
 * it has no code: whoever set the limit knows what to do instead.
 */
export class DeltaLimitReached extends Error {
  /** In bytes, as it was given. */
  readonly limit: number;

  constructor(limit: number) {
    super(`The delta was given up: it would have ${limit} bytes or more.`);
    this.name = 'DeltaLimitReached';
    this.limit = limit;
    Object.defineProperty(this, MARK, { value: true });
  }

  /** True for one of any copy of this package: two copies in one tree must agree. */
  static is(error: unknown): error is DeltaLimitReached {
    return typeof error === 'object' && error !== null && MARK in error;
  }
}
