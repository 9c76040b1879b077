import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { AbortOptions } from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import type { Failure } from '../errors/failure.ts';
import { isAwsHost } from '../requests/is-aws-host.ts';
import { ask } from './ask.ts';
import type { Found } from './found.ts';
import { reasonOf } from './reason-of.ts';

/** Whether the bucket is there, in the region that is asked, and may be listed. */
export async function checkBucket(
  context: S3Context,
  bucket: string,
  options: AbortOptions,
): Promise<Found> {
  const list = new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 });
  const { output, failure, host, region } = await ask(context, list, options);
  const configured = await context.client.config.region();
  if (failure !== undefined) return notListed(failure, { bucket, configured });
  const signed = region();
  if (signed !== undefined && signed !== configured) {
    return {
      status: 'warning',
      message: `s3://${bucket} is in ${signed}, but ${configured} is asked first: every request goes twice.`,
      hint: chooseRegion(signed),
    };
  }
  const where = isAwsHost(host() ?? '') ? ` is in ${configured} and` : '';
  const isEmpty = (output?.Contents ?? []).length === 0;
  return {
    status: 'ok',
    message: `s3://${bucket}${where} can be listed${isEmpty ? '; it is empty' : ''}.`,
  };
}

interface Place {
  readonly bucket: string;
  /** The region that is asked. */
  readonly configured: string;
}

function notListed(failure: Failure, { bucket, configured }: Place): Found {
  const { name, status, region } = failure;
  if (name === 'NoSuchBucket' || status === 404) {
    return {
      status: 'problem',
      message: `The bucket ${bucket} does not exist.`,
      hint: `Create it: deltaglider mb s3://${bucket}`,
    };
  }
  if (region !== undefined && region !== configured) {
    return {
      status: 'problem',
      message: `s3://${bucket} is in ${region}, not in ${configured}.`,
      hint: chooseRegion(region),
    };
  }
  if (status === 403) {
    return {
      status: 'problem',
      message: `s3://${bucket} may not be listed: ${reasonOf(failure)}.`,
      hint: 'Ask for the right to list it (s3:ListBucket); check that the name is right, and that it is yours.',
    };
  }
  return {
    status: 'problem',
    message: `s3://${bucket} cannot be listed: ${reasonOf(failure)}.`,
    hint: 'Check the endpoint and the addressing (path or virtual-host) of the store.',
  };
}

function chooseRegion(region: string): string {
  return `Give its region: --region ${region}, or AWS_REGION.`;
}
