import { S3ServiceException } from '@aws-sdk/client-s3';

/** How a request was refused: the code and the status, as `NoSuchKey 404`. Throws when it was not. */
export async function failure(sent: Promise<unknown>): Promise<string> {
  try {
    await sent;
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    return `${error.name} ${String(error.$metadata.httpStatusCode)}`;
  }
  throw new Error('The request was not refused.');
}
