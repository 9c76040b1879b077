/** The codes that an engine can fail with. */
export type FailureCode = 'DELTA_FAILED' | 'UNSUPPORTED';

/** A failure in a form that crosses from a worker: the codec makes the error of it. */
export class EngineFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineFailure';
    this.code = code;
  }

  static outOfMemory(): EngineFailure {
    return new EngineFailure('DELTA_FAILED', 'There was not enough memory for this delta.');
  }

  /** Any error as a failure: traps of WebAssembly say that a delta led xdelta3 astray. */
  static from(error: unknown): EngineFailure {
    if (error instanceof EngineFailure) return error;
    const reason = error instanceof Error ? error.message : String(error);
    return new EngineFailure('DELTA_FAILED', `The delta could not be processed: ${reason}.`);
  }
}
