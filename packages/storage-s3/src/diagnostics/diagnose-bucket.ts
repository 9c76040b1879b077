import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
} from '@aws-sdk/client-s3';
import type { AbortOptions, Diagnosis } from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { ask } from './ask.ts';
import { checkBucket } from './check-bucket.ts';
import { checkConditionalDeletes, checkConditionalWrites } from './check-conditions.ts';
import { checkEncryption } from './check-encryption.ts';
import { checkLifecycle } from './check-lifecycle.ts';
import { checkObjectLock } from './check-object-lock.ts';
import { checkVersioning } from './check-versioning.ts';
import { check } from './check.ts';
import { toSetting } from './setting.ts';

/** What S3 can tell of a bucket; the settings only when it can be read. */
export async function* diagnoseBucket(
  context: S3Context,
  bucket: string,
  options: AbortOptions,
): AsyncGenerator<Diagnosis, void, undefined> {
  const found = await check('bucket', options, () => checkBucket(context, bucket, options));
  yield found;
  if (found.status === 'problem') return;
  yield await check('conditional writes', options, () =>
    checkConditionalWrites(context, bucket, options),
  );
  yield await check('conditional deletes', options, () =>
    checkConditionalDeletes(context, bucket, options),
  );
  yield* diagnoseSettings(context, bucket, options);
}

async function* diagnoseSettings(
  context: S3Context,
  bucket: string,
  options: AbortOptions,
): AsyncGenerator<Diagnosis, void, undefined> {
  const input = { Bucket: bucket };
  const versioning = await ask(context, new GetBucketVersioningCommand(input), options);
  const rules = await ask(context, new GetBucketLifecycleConfigurationCommand(input), options);
  yield await check('versioning', options, () =>
    checkVersioning(toSetting(versioning), rules.output?.Rules),
  );
  yield await check('lifecycle rules', options, () =>
    checkLifecycle(toSetting(rules, 'NoSuchLifecycleConfiguration')),
  );
  const lock = await ask(context, new GetObjectLockConfigurationCommand(input), options);
  yield await check('object lock', options, () =>
    checkObjectLock(toSetting(lock, 'ObjectLockConfigurationNotFoundError')),
  );
  const encryption = await ask(context, new GetBucketEncryptionCommand(input), options);
  yield await check('encryption', options, () =>
    checkEncryption(toSetting(encryption, 'ServerSideEncryptionConfigurationNotFoundError')),
  );
}
