import { toFailure } from '../errors/failure.ts';
import { pause } from '../requests/pause.ts';
import { ownSuccess, stillHolds } from './conflict.ts';
import type { Upload, UploadAnswer } from './upload.ts';

/** How often another request for the same key may be under way. */
const ATTEMPTS = 16;
/** Longer with each attempt. */
const PAUSE_MS = 10;

/**
 * Sends an upload again while the store refuses it because another request for the key is under way (409), and its
 * condition may still be met. An upload in parts has to begin anew then.
 * @throws OBJECT_EXISTS, PRECONDITION_FAILED when the other one has won
 */
export async function whileBusy(
  upload: Upload,
  send: () => Promise<UploadAnswer>,
): Promise<UploadAnswer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      const failure = toFailure(error);
      if (failure?.status !== 409 || attempt === ATTEMPTS) throw error;
      if (!(await stillHolds(upload))) return await ownSuccess(upload, failure);
      await pause(PAUSE_MS * attempt, upload.options.signal);
    }
  }
}
