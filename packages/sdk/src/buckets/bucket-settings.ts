import {
  DeltaGliderError,
  type AbortOptions,
  type BucketAccess,
  type BucketAcl,
  type BucketAdminPort,
  type BucketWebsite,
} from '@deltaglider/core';

export interface BucketSettingOptions extends AbortOptions {
  readonly buckets: BucketAdminPort;
  readonly bucket: string;
}

/**
 * Who may do what with a bucket.
 * @throws UNSUPPORTED for a store without access control lists, and what the store throws
 */
export async function getBucketAcl(options: BucketSettingOptions): Promise<BucketAcl> {
  const { buckets, bucket, signal } = options;
  if (buckets.getBucketAcl === undefined) throw unsupported(bucket, NO_ACL);
  return await buckets.getBucketAcl(bucket, { signal });
}

/**
 * Replaces who may do what with a bucket. Its objects have access of their own.
 * @throws INVALID_ARGUMENT unless it is given one way, UNSUPPORTED for a store without access control lists, and
 * what the store throws
 */
export async function putBucketAcl(
  options: BucketSettingOptions & { readonly access: BucketAccess },
): Promise<void> {
  const { buckets, bucket, access, signal } = options;
  if (buckets.putBucketAcl === undefined) throw unsupported(bucket, NO_ACL);
  assertOneWay(bucket, access);
  await buckets.putBucketAcl(bucket, access, { signal });
}

/**
 * Lets the store serve a bucket as a website.
 * @throws UNSUPPORTED for a store that serves none, and what the store throws
 */
export async function putBucketWebsite(
  options: BucketSettingOptions & { readonly website: BucketWebsite },
): Promise<void> {
  const { buckets, bucket, website, signal } = options;
  if (buckets.putBucketWebsite === undefined) throw unsupported(bucket, NO_WEBSITE);
  await buckets.putBucketWebsite(bucket, website, { signal });
}

const NO_ACL = {
  reason: 'This store has no access control lists',
  hint: 'Only S3 has them (--store s3:). Of a directory, the permissions of its files say who may read it.',
};

const NO_WEBSITE = {
  reason: 'This store serves no websites',
  hint: 'Only S3 does (--store s3:). For a directory, let a web server serve it.',
};

function unsupported(
  bucket: string,
  { reason, hint }: { readonly reason: string; readonly hint: string },
): DeltaGliderError {
  return new DeltaGliderError('UNSUPPORTED', `${reason}, so the bucket ${bucket} can have none.`, {
    details: { bucket, hint },
  });
}

/** S3 refuses two ways in one request, and none with a word about a header that is missing. */
function assertOneWay(bucket: string, { acl, grants = {}, policy }: BucketAccess): void {
  const given = [acl, policy, Object.values(grants).find((each) => each !== undefined)];
  const ways = given.filter((each) => each !== undefined).length;
  if (ways === 1) return;
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    ways === 0
      ? `It was not said who may do what with the bucket ${bucket}.`
      : `It was said in more than one way who may do what with the bucket ${bucket}.`,
    {
      details: {
        bucket,
        hint: 'Give one of these: a canned ACL, grants, or a whole access control policy.',
      },
    },
  );
}
