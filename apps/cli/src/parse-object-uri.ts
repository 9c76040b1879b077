import { parseS3Uri, usageError, type S3Uri } from '@deltaglider/cli-kit';

/** @throws usage error unless the argument names one object. */
export function parseObjectUri(text: string): S3Uri {
  const address = parseS3Uri(text);
  if (address.key !== '') return address;
  throw usageError(
    `${text} names no object.`,
    'Give the whole key of the object, like s3://bucket/key.',
  );
}
