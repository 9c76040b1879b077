import { DeltaGliderError } from '@deltaglider/core';

/** The code of the error that a promise rejects with, `resolved` when it does not; other errors pass on. */
export async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'resolved';
  } catch (error) {
    if (DeltaGliderError.is(error)) return error.code;
    throw error;
  }
}

/** What a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It was expected to fail, and did not.');
}
