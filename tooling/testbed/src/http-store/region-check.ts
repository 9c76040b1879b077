import { S3Error } from './s3-error.ts';

export interface RegionCheck {
  /** Region that the request is signed for. */
  readonly signed: string;
  /** Region of the endpoint. */
  readonly own: string;
  /** The bucket that is asked for, if it exists. */
  readonly bucket: { readonly name: string; readonly region: string } | undefined;
  /** Address of the server, for the answer. */
  readonly host: string;
}

/**
 * Sends a request for another region away. One that is signed for a region which is neither the endpoint's nor the
 * bucket's is malformed; one that is signed for the endpoint's is redirected to the bucket's. Signed for the bucket's
 * own region it is served, as the one address stands for the endpoints of all regions.
 *
 * @throws S3Error 400 AuthorizationHeaderMalformed or 301 PermanentRedirect, with `x-amz-bucket-region`.
 */
export function checkRegion({ signed, own, bucket, host }: RegionCheck): void {
  const region = bucket?.region ?? own;
  if (signed === region) return;
  const headers = { 'x-amz-bucket-region': region };
  if (signed !== own || bucket === undefined) {
    throw new S3Error({
      status: 400,
      code: 'AuthorizationHeaderMalformed',
      message: `The authorization header is malformed; the region '${signed}' is wrong; expecting '${region}'`,
      extra: { Region: region },
      headers,
    });
  }
  throw new S3Error({
    status: 301,
    code: 'PermanentRedirect',
    message:
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    extra: { Endpoint: host, Bucket: bucket.name },
    headers,
  });
}
