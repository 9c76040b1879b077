import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-code.ts';
import { Interruption } from './interruption.ts';

/** What programs get to know of an error; nothing secret is in it. */
export interface DescribedError {
  readonly code: string;
  readonly message: string;
  readonly [detail: string]: unknown;
}

/** Code, sentence and details of whatever was thrown. */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { code: 'UNKNOWN', message: String(error) };
  const details = 'details' in error && isRecord(error.details) ? error.details : {};
  const known = Object.fromEntries(
    Object.entries(details).filter(([, value]) => value !== undefined),
  );
  return { code: codeOf(error) ?? 'UNKNOWN', message: error.message, ...known };
}

/** What the user can do about it, if the error says so. */
export function hintOf(error: unknown): string | undefined {
  const { hint } = describeError(error);
  return typeof hint === 'string' ? hint : undefined;
}

/** How a command ends that failed with this error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof Interruption) return exitCodes.interrupted;
  if (!isDeltaGliderError(error)) return exitCodes.general;
  const code = codeOf(error);
  if (code === 'INVALID_ARGUMENT') return exitCodes.usage;
  if (code === 'CREDENTIALS_MISSING') return exitCodes.configuration;
  const isOther = code === 'STORAGE_UNAVAILABLE' || code === 'DELETION_REFUSED';
  return isOther ? exitCodes.general : exitCodes.service;
}

/** By name: core itself is loaded only by commands that reach a store. */
function isDeltaGliderError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'DeltaGliderError';
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
