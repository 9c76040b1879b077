import { CommandError } from '../errors/command-error.ts';
import { exitCodes } from '../errors/exit-code.ts';

/** A plugin that cannot be used: exit code 253. `cause` is told with `--debug`. */
export function pluginError(message: string, hint: string, cause?: unknown): CommandError {
  return new CommandError(message, { exitCode: exitCodes.configuration, hint, cause });
}

/** What went wrong, as the end of a sentence. */
export function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const [line = ''] = text.trim().split('\n');
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
