import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import {
  DeltaGliderError,
  type ObjectProperties,
  type ObjectSettings,
  type StoragePutOptions,
} from '@deltaglider/core';
import { customerKeyFields } from './customer-key-fields.ts';

/** What S3 says of an object whose type nobody gave. */
export const UNKNOWN_TYPE = 'binary/octet-stream';

type Fields = Partial<PutObjectCommandInput>;

/** Everything of a put but its bytes and its conditions, as S3's API calls it. */
export function putFields(options: StoragePutOptions): Fields {
  return {
    Metadata: { ...options.metadata },
    ...propertyFields(options.properties ?? {}),
    ...settingFields(options),
  };
}

/** Content-Type and its like. */
export function propertyFields(properties: ObjectProperties): Fields {
  return {
    ContentType: properties.contentType ?? UNKNOWN_TYPE,
    ...defined({
      CacheControl: properties.cacheControl,
      ContentDisposition: properties.contentDisposition,
      ContentEncoding: properties.contentEncoding,
      ContentLanguage: properties.contentLanguage,
      Expires: properties.expires === undefined ? undefined : toDate(properties.expires),
      WebsiteRedirectLocation: properties.websiteRedirect,
    }),
  };
}

/** Where and how the store keeps it, who may read it, tags. */
export function settingFields(settings: ObjectSettings): Fields {
  const { placement = {}, access = {}, tags, customerKey } = settings;
  const { encryption } = placement;
  return defined({
    StorageClass: placement.storageClass,
    ServerSideEncryption: encryption?.algorithm,
    SSEKMSKeyId: encryption?.keyId,
    BucketKeyEnabled: encryption?.bucketKey,
    ACL: access.acl,
    GrantFullControl: access.grants?.fullControl,
    GrantRead: access.grants?.read,
    GrantReadACP: access.grants?.readAcp,
    GrantWriteACP: access.grants?.writeAcp,
    Tagging: tags && tagHeader(tags),
    ...customerKeyFields(customerKey),
  });
}

/** Blanks as `%20`: not every store reads a plus as one. */
function tagHeader(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
}

function toDate(text: string): Date {
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new DeltaGliderError('INVALID_ARGUMENT', `"${text}" is not a date (Expires).`, {
    details: { hint: 'Write it as in HTTP: Wed, 21 Oct 2026 07:28:00 GMT.' },
  });
}

function defined(fields: Readonly<Record<string, unknown>>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
