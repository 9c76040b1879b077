import { usageError, type CommandError } from './command-error.ts';

/** What oclif's parser says, in one sentence and without its advertisement. */
export function fromOclif(error: unknown): unknown {
  if (!(error instanceof Error) || !('oclif' in error)) return error;
  const names = namesOf(error);
  switch (error.constructor.name) {
    case 'RequiredArgsError':
      return usageError(`the following arguments are required: ${names.join(', ')}`);
    case 'UnexpectedArgsError':
      return usageError(`Unknown options: ${names.join(', ')}`);
    default:
      return plain(error);
  }
}

/** What oclif says around every error. */
const FRAME = /^(See more help|The following errors? occurred)/;

function plain(error: Error): CommandError {
  const lines = error.message.split('\n').filter((line) => !FRAME.test(line));
  return usageError(lines.map((line) => line.trim()).join(' '));
}

/** The arguments that the error is about: definitions, or the words themselves. */
function namesOf(error: Error): string[] {
  if (!('args' in error) || !Array.isArray(error.args)) return [];
  return error.args.map((arg: unknown) => {
    if (typeof arg === 'object' && arg !== null && 'name' in arg) return String(arg.name);
    return String(arg);
  });
}
