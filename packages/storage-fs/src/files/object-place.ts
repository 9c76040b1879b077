import { dirname, join } from 'node:path';
import type { ObjectAddress } from '@deltaglider/core';
import { EMPTY_DIRECTORY, encodeSegment } from '../keys/segment-name.ts';
import { validateKey } from '../keys/validate-key.ts';
import type { BucketPlace } from './bucket-place.ts';

/** Where one object is kept. */
export interface ObjectPlace {
  readonly address: ObjectAddress;
  readonly bucket: BucketPlace;
  readonly path: string;
  /** The directory that the file is in. */
  readonly directory: string;
}

/** @throws INVALID_ARGUMENT for a key that S3 would not take. */
export function placeOf(bucket: BucketPlace, key: string): ObjectPlace {
  const address = { bucket: bucket.name, key };
  validateKey(address);
  const path = join(bucket.path, ...namesOf(key));
  return { address, bucket, path, directory: dirname(path) };
}

/** The directory that holds the keys with this prefix, which ends with a slash or is empty. */
export function directoryOfPrefix(bucket: BucketPlace, prefix: string): string {
  return join(bucket.path, ...directoryNames(prefix.split('/').slice(0, -1)));
}

function namesOf(key: string): string[] {
  const segments = key.split('/');
  return [...directoryNames(segments.slice(0, -1)), ...encodeSegment(segments.at(-1) ?? '')];
}

function directoryNames(segments: readonly string[]): string[] {
  return segments.flatMap((segment) =>
    segment === '' ? [EMPTY_DIRECTORY] : encodeSegment(segment),
  );
}
