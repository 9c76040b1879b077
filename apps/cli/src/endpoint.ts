import { isS3Uri, parseS3Uri } from '@deltaglider/cli-kit';
import type { FileLocation, ObjectLocation } from '@deltaglider/sdk';

/** One side of `cp`. */
export type Endpoint = FileLocation | ObjectLocation | StandardStream;

/** `-`: standard input or output. */
interface StandardStream {
  readonly type: 'stream';
}

/** @throws usage error for an S3 URI without a bucket. */
export function parseEndpoint(text: string): Endpoint {
  if (text === '-') return { type: 'stream' };
  return isS3Uri(text)
    ? { type: 'object', address: parseS3Uri(text) }
    : { type: 'file', path: text };
}
