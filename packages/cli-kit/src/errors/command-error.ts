import { exitCodes } from './exit-code.ts';

export interface CommandErrorOptions {
  readonly exitCode: number;
  /** What the user can do next, as a sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** A failure of the command line itself, before any object is touched. Its message is a sentence. */
export class CommandError extends Error {
  readonly code = 'INVALID_ARGUMENT';
  readonly exitCode: number;
  readonly details: { readonly hint?: string | undefined };

  constructor(message: string, { exitCode, hint, cause }: CommandErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.details = { hint };
  }
}

/** The words of the command line are wrong: exit code 252. */
export function usageError(message: string, hint?: string): CommandError {
  return new CommandError(message, { exitCode: exitCodes.usage, hint });
}

/** Environment, config file or store setting is wrong: exit code 253. */
export function configurationError(message: string, hint?: string): CommandError {
  return new CommandError(message, { exitCode: exitCodes.configuration, hint });
}
