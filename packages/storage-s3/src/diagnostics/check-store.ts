import type { ListBucketsCommandOutput } from '@aws-sdk/client-s3';
import type { S3Context } from '../context.ts';
import { isAwsHost } from '../requests/is-aws-host.ts';
import type { Asked } from './ask.ts';
import type { Found } from './found.ts';
import { isMissingCredentials } from './missing-credentials.ts';
import { unreachable } from './unreachable.ts';

/** Whether the store answers, by what became of the question for its buckets. */
export async function checkStore(
  { client }: S3Context,
  asked: Asked<ListBucketsCommandOutput>,
): Promise<Found> {
  const region = await client.config.region();
  const store = nameOf(asked, region);
  const { failure, output } = asked;
  if (failure !== undefined) {
    if (isMissingCredentials(failure)) {
      const message = 'The store was not asked, as no request could be signed.';
      return { status: 'skipped', message };
    }
    const silence = unreachable(failure);
    if (silence !== undefined) {
      return { status: 'problem', message: `${store} ${silence.reason}.`, hint: silence.hint };
    }
    const trouble = troubleOf(failure.status ?? 0);
    if (trouble !== undefined) return { ...trouble, message: `${store} ${trouble.message}` };
    if (failure.name === 'AuthorizationHeaderMalformed' && failure.region !== undefined) {
      return {
        status: 'problem',
        message: `${store} wants requests for the region ${failure.region}, not ${region}.`,
        hint: `Give it: --region ${failure.region}, or AWS_REGION.`,
      };
    }
  }
  if (output !== undefined && output.Buckets === undefined && output.Owner === undefined) {
    return {
      status: 'problem',
      message: `${store} answers, but not as S3 does.`,
      hint: 'Check the endpoint: it may be a web console, a proxy or another service.',
    };
  }
  const style = client.config.forcePathStyle === true ? 'path' : 'virtual-host';
  const where = isAwsHost(asked.host() ?? '') ? '' : ` for the region ${region}`;
  return { status: 'ok', message: `${store} answers${where}, with ${style} addressing.` };
}

function nameOf(asked: Asked<ListBucketsCommandOutput>, region: string): string {
  const host = asked.host() ?? '';
  if (isAwsHost(host)) return `AWS S3 in ${region}`;
  return asked.origin() ?? 'The store';
}

function troubleOf(status: number): Found | undefined {
  // What it does not have says enough: it is there.
  if (status < 500 || status === 501) return undefined;
  const message = `answers, but has a problem of its own (${status}).`;
  return { status: 'problem', message, hint: 'Try again later, and look at its log.' };
}
