import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  assertUrlLife,
  DeltaGliderError,
  formatAddress,
  type ObjectAddress,
  type PresignedUrl,
  type PresignOptions,
} from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { translated } from '../errors/from-s3-error.ts';
import { assertAddress } from '../requests/assert-address.ts';

/** A URL by which anybody can GET the object; no request is sent for it. */
export async function presign(
  { client, clock, regions }: S3Context,
  address: ObjectAddress,
  { expiresIn, contentType, signal }: PresignOptions,
): Promise<PresignedUrl> {
  const { bucket, key } = address;
  assertAddress(address);
  assertUrlLife(address, expiresIn);
  // Few programs presign anything.
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  return await translated({ action: 'presign', ...address, signal }, async () => {
    const { accessKeyId, expiration } = await client.config.credentials();
    if (accessKeyId === '') throw unsigned(address);
    // A clock that is wrong has been noticed by the SDK, which reckons with the store's.
    const signingDate = new Date(clock().getTime() + client.config.systemClockOffset);
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ResponseContentType: contentType,
    });
    const url = await getSignedUrl(inRegion(client, regions.get(bucket)), command, {
      expiresIn,
      signingDate,
    });
    const end = signingDate.getTime() + expiresIn * 1000;
    return { url, expiresAt: new Date(Math.min(end, expiration?.getTime() ?? end)) };
  });
}

/** The client, as far as signing goes, in the region where the bucket was found. */
function inRegion(client: S3Client, region: string | undefined): S3Client {
  if (region === undefined) return client;
  const config = { ...client.config, region: async () => region };
  // What is signed with reads nothing but the configuration and the middleware.
  return { config, middlewareStack: client.middlewareStack } as unknown as S3Client;
}

function unsigned(address: ObjectAddress): DeltaGliderError {
  return new DeltaGliderError(
    'CREDENTIALS_MISSING',
    `A URL of ${formatAddress(address)} cannot be signed without credentials.`,
    {
      details: { ...address, hint: 'What is public can be read by its plain URL, without an end.' },
    },
  );
}
