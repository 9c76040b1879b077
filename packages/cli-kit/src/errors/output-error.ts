import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-code.ts';

/** Standard output could not be written to its end. */
export function outputError(cause: Error): CommandError {
  const isFull = 'code' in cause && cause.code === 'ENOSPC';
  const reason = isFull ? 'the disk is full' : cause.message;
  return new CommandError(`Standard output could not be written: ${reason}.`, {
    exitCode: exitCodes.failed,
    hint: isFull
      ? 'Free some room and try again; what was written so far is not complete.'
      : undefined,
    cause,
  });
}
