import { describeError, hintOf } from '../errors/describe-error.ts';
import { Interruption } from '../errors/interruption.ts';
import type { Output } from './output.ts';

export interface ReportErrorOptions {
  /** What stands before the sentence. @default 'deltaglider: [ERROR]: ', behind an empty line */
  readonly label?: string | undefined;
  /** Also the stack, and those of its causes. @default false */
  readonly debug?: boolean | undefined;
}

/** Says at column 0 what went wrong, and on the next line what to do about it. */
export function reportError(
  output: Output,
  error: unknown,
  { label = '\ndeltaglider: [ERROR]: ', debug = false }: ReportErrorOptions = {},
): void {
  const described = describeError(error);
  output.json({ type: 'error', error: described });
  const prefix = error instanceof Interruption ? '' : label;
  output.problem(prefix + described.message);
  const hint = hintOf(error);
  if (hint !== undefined) output.problem(hint);
  if (debug && !(error instanceof Interruption)) reportStack(output, error);
}

function reportStack(output: Output, error: unknown): void {
  for (let each = error; each instanceof Error; each = each.cause) {
    output.problem(each.stack ?? each.message);
  }
}
