/** What an error says to people. */
export interface Failure {
  readonly message: string;
  /** What they can do about it, where the error says so. */
  readonly hint: string | undefined;
}

/** Sentence and hint of whatever was thrown. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return { message, hint: hintOf(error) };
}

function hintOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('details' in error)) return undefined;
  const { details } = error;
  if (typeof details !== 'object' || details === null || !('hint' in details)) return undefined;
  return typeof details.hint === 'string' ? details.hint : undefined;
}
