import { PutObjectCommand, type PutObjectCommandOutput } from '@aws-sdk/client-s3';
import { toFailure } from '../errors/failure.ts';
import { headObject } from '../objects/head-object.ts';
import { toPlacement } from '../objects/to-stored-object.ts';
import { quoted, unquoted } from '../requests/etag.ts';
import { putFields } from '../requests/put-fields.ts';
import { watchAnswer } from '../requests/watch-answer.ts';
import { isConflict, ownSuccess, stillHolds } from './conflict.ts';
import { conditionFields, type Upload, type UploadAnswer } from './upload.ts';
import type { OpenBody, WholeBody } from './whole-body.ts';

/** How often an answer may be lost beyond the SDK's own attempts: a stream it cannot send again. */
const ATTEMPTS = 4;

/** One PutObject; the body is opened anew for each attempt. */
export async function putWhole(upload: Upload, openBody: OpenBody): Promise<UploadAnswer> {
  const { conditions } = upload.context;
  for (let attempt = 1; ; attempt++) {
    const bare = conditions.takesBareEtags;
    try {
      return await attemptPut(upload, await openBody(), bare);
    } catch (error) {
      const failure = toFailure(error);
      upload.options.signal?.throwIfAborted();
      if (failure === undefined) throw error;
      if (isConflict(failure, upload)) {
        if (bare || !(await isMisread(upload))) return await ownSuccess(upload, failure);
        conditions.takesBareEtags = true;
        continue;
      }
      const isLost = failure.status === undefined;
      if (!isLost || attempt === ATTEMPTS) throw error;
      // A store may refuse without hearing the body out, and the answer be lost in that.
      const again = { ...failure, attempts: failure.attempts + 1 };
      if (!(await stillHolds(upload))) return await ownSuccess(upload, again);
    }
  }
}

async function attemptPut(
  upload: Upload,
  { body, signal, failure }: WholeBody,
  bare: boolean,
): Promise<UploadAnswer> {
  const { context, address, source, options } = upload;
  const command = new PutObjectCommand({
    Bucket: address.bucket,
    Key: address.key,
    Body: body,
    ContentLength: source.size,
    ...putFields(options),
    ...conditionFields(options, bare ? (etag) => etag : quoted),
  });
  const answer = watchAnswer(command);
  try {
    const output = await context.client.send(command, { ...(signal && { abortSignal: signal }) });
    return {
      etag: etagOf(output),
      time: answer.time() ?? new Date(),
      placement: toPlacement(output),
    };
  } catch (error) {
    throw failure() ?? error;
  } finally {
    context.conditions.sawHost(answer.host());
  }
}

function etagOf({ ETag = '' }: PutObjectCommandOutput): string {
  return unquoted(ETag);
}

/** Some stores compare the quoted ETag of the condition with their bare one: it never matches. */
async function isMisread({ context, address, options }: Upload): Promise<boolean> {
  const { ifMatch, signal, customerKey } = options;
  if (ifMatch === undefined) return false;
  const now = await headObject(context, address, { signal, customerKey });
  return now?.etag === ifMatch;
}
