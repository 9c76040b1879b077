import type { Bucket } from './store/bucket.ts';
import { refuse } from './s3-error.ts';
import type { StoredObject } from './store/stored-object.ts';
import type { Answer } from './wire/answer.ts';
import type { S3Request } from './wire/s3-request.ts';

/** How the store is to behave; the server's own switches. */
export interface Behaviour {
  readonly buckets: Map<string, Bucket>;
  readonly region: string;
  /** Least size of all parts but the last, in bytes. */
  readonly minPartSize: number;
  readonly now: () => Date;
  /** An id that no other call returns. */
  readonly nextId: () => string;
  readonly ignoresConditions: (operation: string) => boolean;
  /** Whether this conditional write is to lose against another writer. */
  readonly takeConflict: () => boolean;
  readonly isDenied: (operation: S3Request['operation'], bucket: string, key: string) => boolean;
}

/** One request on its way through an operation. */
export interface Call {
  readonly request: S3Request;
  readonly store: Behaviour;
  /** Access key id of who asks. */
  readonly user: string;
}

export type Operation = (call: Call) => Answer;

/** @throws S3Error NoSuchBucket. */
export function bucketOf({ request, store }: Call): Bucket {
  const bucket = store.buckets.get(request.bucket);
  if (bucket === undefined) throw refuse.noSuchBucket(request.bucket);
  return bucket;
}

/** @throws S3Error NoSuchBucket or NoSuchKey. */
export function objectOf(call: Call): StoredObject {
  const object = bucketOf(call).objects.get(call.request.key);
  if (object === undefined) throw refuse.noSuchKey(call.request.key);
  return object;
}

/** Now, in the whole seconds that Last-Modified has. */
export function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
