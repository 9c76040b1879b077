import { readFile } from 'node:fs/promises';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { DeltaGliderError } from '@deltaglider/core';
import type { AwsSettings } from './aws-settings.ts';
import type { S3Connection } from './s3-connection.ts';

const DEFAULT_TIMEOUT_MS = 60_000;
/** The SDK's own number, and two for a store that is being restarted. */
const MAX_ATTEMPTS = 5;

/** A client of the AWS SDK with the conventions of `aws s3`. Credentials come from the SDK's own chain. */
export async function createS3Client(
  connection: S3Connection,
  settings: AwsSettings,
): Promise<S3Client> {
  const { endpoint } = settings;
  const isCustom = endpoint !== undefined;
  const config: S3ClientConfig = {
    region: settings.region,
    forcePathStyle: needsPathStyle(settings),
    useAccelerateEndpoint: settings.useAccelerateEndpoint,
    followRegionRedirects: true,
    requestHandler: await handlerOptions(connection, settings),
    ...(isCustom && { endpoint: assertUrl(endpoint) }),
    ...(settings.useDualstackEndpoint && !isCustom && { useDualstackEndpoint: true }),
    ...(connection.profile !== undefined && { profile: connection.profile }),
    ...(connection.signRequests === false && UNSIGNED),
    // Not every store understands the checksums that AWS has become used to.
    ...checksums(settings, isCustom),
    // A caller's own wish is read by the SDK itself.
    ...(settings.retryMode === undefined && { retryMode: 'adaptive', maxAttempts: MAX_ATTEMPTS }),
  };
  return new S3Client(config);
}

/** Virtual hosts need names in the DNS, which only AWS has for sure. */
function needsPathStyle({ endpoint, addressingStyle }: AwsSettings): boolean {
  if (addressingStyle !== 'auto') return addressingStyle === 'path';
  return endpoint !== undefined && !/\.amazonaws\.com(?:\.cn)?(?:[:/]|$)/.test(endpoint);
}

const UNSIGNED: S3ClientConfig = {
  credentials: { accessKeyId: '', secretAccessKey: '' },
  signer: { sign: async (request) => request },
};

type Checksums = Pick<S3ClientConfig, 'requestChecksumCalculation' | 'responseChecksumValidation'>;

function checksums(settings: AwsSettings, isCustom: boolean): Checksums {
  if (!isCustom) return {};
  return {
    ...(settings.requestChecksums === undefined && { requestChecksumCalculation: 'WHEN_REQUIRED' }),
    ...(settings.responseChecksums === undefined && {
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
  };
}

async function handlerOptions(
  connection: S3Connection,
  settings: AwsSettings,
): Promise<NonNullable<S3ClientConfig['requestHandler']>> {
  const { connectTimeoutMs, readTimeoutMs, verifyTls = true } = connection;
  // HEADs of listings and uploads share the connections.
  const maxSockets = Math.max(50, 2 * settings.maxConcurrentRequests);
  const agent = { keepAlive: true, maxSockets };
  const ca = settings.caBundle === undefined ? undefined : await readBundle(settings.caBundle);
  return {
    connectionTimeout: connectTimeoutMs ?? DEFAULT_TIMEOUT_MS,
    socketTimeout: readTimeoutMs ?? DEFAULT_TIMEOUT_MS,
    httpAgent: agent,
    httpsAgent: { ...agent, rejectUnauthorized: verifyTls, ...(ca !== undefined && { ca }) },
  };
}

async function readBundle(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new DeltaGliderError('INVALID_ARGUMENT', `The CA bundle ${path} cannot be read.`, {
      cause,
      details: { path, hint: 'It is named by --ca-bundle, AWS_CA_BUNDLE or the config file.' },
    });
  }
}

function assertUrl(endpoint: string): string {
  if (URL.canParse(endpoint) && /^https?:/.test(endpoint)) return endpoint;
  throw new DeltaGliderError('INVALID_ARGUMENT', `Invalid endpoint: ${endpoint}`, {
    details: { hint: 'Give a URL like https://s3.example.com or http://127.0.0.1:9000.' },
  });
}
