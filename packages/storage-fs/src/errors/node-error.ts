/** An error of the operating system, as Node reports it. */
export interface NodeError extends Error {
  readonly code: string;
}

/** Whether it is an error of the operating system, with one of these codes when some are given. */
export function isNodeError(error: unknown, ...codes: readonly string[]): error is NodeError {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return false;
  if (!('syscall' in error)) return false;
  return codes.length === 0 || codes.includes(error.code);
}

/** What a promise resolves to, `undefined` when it rejects with one of these codes of the system. */
export async function unless<T>(
  promise: Promise<T>,
  ...codes: readonly string[]
): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isNodeError(error, ...codes)) return undefined;
    throw error;
  }
}
