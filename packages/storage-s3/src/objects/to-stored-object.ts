import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { ObjectPlacement, ObjectProperties, StoredObject } from '@deltaglider/core';
import { unquoted } from '../requests/etag.ts';
import { UNKNOWN_TYPE } from '../requests/put-fields.ts';

/** What HEAD and GET say alike. */
type Answer = Omit<HeadObjectCommandOutput, '$metadata' | 'ArchiveStatus' | 'PartsCount'>;

/** What answers to writes say as well. */
type PlacementAnswer = {
  readonly [
    K in 'StorageClass' | 'ServerSideEncryption' | 'SSEKMSKeyId' | 'BucketKeyEnabled'
  ]?: Answer[K];
};

/** An object as S3 describes it. `size` is that of all of it, also where a part was asked for. */
export function toStoredObject(key: string, answer: Answer, size: number): StoredObject {
  return {
    key,
    size,
    etag: unquoted(answer.ETag ?? ''),
    lastModified: answer.LastModified ?? new Date(0),
    metadata: answer.Metadata ?? {},
    properties: toProperties(answer),
    placement: toPlacement(answer),
    tagCount: answer.TagCount,
  };
}

function toProperties(answer: Answer): ObjectProperties {
  const { ContentType } = answer;
  return {
    contentType: ContentType === UNKNOWN_TYPE ? undefined : ContentType,
    cacheControl: answer.CacheControl,
    contentDisposition: answer.ContentDisposition,
    contentEncoding: answer.ContentEncoding,
    contentLanguage: answer.ContentLanguage,
    expires: answer.ExpiresString,
    websiteRedirect: answer.WebsiteRedirectLocation,
  };
}

/** `undefined` where the store says nothing of it: the standard class, no encryption. */
export function toPlacement({
  StorageClass,
  ServerSideEncryption,
  SSEKMSKeyId,
  BucketKeyEnabled,
}: PlacementAnswer): ObjectPlacement | undefined {
  if (StorageClass === undefined && ServerSideEncryption === undefined) return undefined;
  const encryption = ServerSideEncryption && {
    algorithm: ServerSideEncryption,
    keyId: SSEKMSKeyId,
    bucketKey: BucketKeyEnabled,
  };
  return { storageClass: StorageClass, encryption };
}
