import { ListBucketsCommand } from '@aws-sdk/client-s3';
import type { AbortOptions, Diagnosis } from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { assertBucket } from '../requests/assert-address.ts';
import { ask } from './ask.ts';
import { checkClock } from './check-clock.ts';
import { checkCredentials } from './check-credentials.ts';
import { checkStore } from './check-store.ts';
import { check } from './check.ts';
import { diagnoseBucket } from './diagnose-bucket.ts';

/**
 * What S3 can tell of itself, and of a bucket. One request for the buckets says whether the store answers, whom
 * it takes us for, and what time it is there.
 */
export async function* diagnose(
  context: S3Context,
  bucket: string | undefined,
  options: AbortOptions = {},
): AsyncGenerator<Diagnosis, void, undefined> {
  if (bucket !== undefined) assertBucket(bucket);
  const asked = await ask(context, new ListBucketsCommand({}), options);
  const clocks = { ours: context.clock(), theirs: asked.time() };
  const store = await check('store', options, () => checkStore(context, asked));
  yield store;
  const credentials = await check('credentials', options, () => checkCredentials(context, asked));
  yield credentials;
  if (store.status === 'ok') {
    yield await check('clock', options, () => checkClock(clocks));
  }
  if (bucket === undefined) return;
  const first = [store, credentials].find(({ status }) => status === 'problem');
  if (first === undefined) {
    yield* diagnoseBucket(context, bucket, options);
  } else {
    const message = `It was not looked at: the problem of the ${first.check} comes first.`;
    yield { check: 'bucket', status: 'skipped', message };
  }
}
