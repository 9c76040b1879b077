import { readFile } from 'node:fs/promises';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { DeltaGliderError } from '@deltaglider/core';
import type { AwsSettings } from './aws-settings.ts';
import { leavePayloadsUnsigned } from './leave-payloads-unsigned.ts';
import type { S3Connection } from './s3-connection.ts';
import { sayWhoPays } from './say-who-pays.ts';

const DEFAULT_TIMEOUT_MS = 60_000;
/** The SDK's own three, and two for a store that is being restarted. */
const MAX_ATTEMPTS = 5;

/**
 * A client of the AWS SDK with the conventions of `aws s3`. Credentials come from the SDK's own chain.
 * @throws INVALID_ARGUMENT for an endpoint that is no URL, and for a CA bundle that cannot be read
 */
export async function createS3Client(
  connection: S3Connection,
  settings: AwsSettings,
): Promise<S3Client> {
  const { endpoint } = settings;
  const isCustom = endpoint !== undefined;
  const config: S3ClientConfig = {
    region: settings.region,
    forcePathStyle: needsPathStyle(settings),
    useAccelerateEndpoint: settings.useAccelerateEndpoint && !isCustom,
    followRegionRedirects: true,
    requestHandler: await handlerOptions(connection, settings),
    logger: SILENT,
    // It has been looked for, by the rules of `aws` and for this profile.
    ignoreConfiguredEndpointUrls: true,
    ...(isCustom && { endpoint: assertUrl(endpoint) }),
    ...(settings.useDualstackEndpoint && !isCustom && { useDualstackEndpoint: true }),
    ...(settings.profile !== undefined && { profile: settings.profile }),
    ...credentials(connection, settings),
    // Not every store understands the checksums that AWS has become used to.
    ...checksums(settings, isCustom),
    // What somebody asks for is read by the SDK itself.
    ...(!settings.saysRetryMode && { retryMode: 'adaptive' }),
    ...(!settings.saysMaxAttempts && { maxAttempts: MAX_ATTEMPTS }),
  };
  const client = new S3Client(config);
  if (!settings.signsPayloads) leavePayloadsUnsigned(client);
  if (connection.requestPayer !== undefined) sayWhoPays(client, connection.requestPayer);
  return client;
}

const noop = () => undefined;

/** The SDK would write its remarks to the console, which is not its own. */
const SILENT = { trace: noop, debug: noop, info: noop, warn: noop, error: noop };

/** The mark that the SDK itself leaves on such keys; whoever asks learns where they are from. */
const FROM_ENVIRONMENT = { $source: { CREDENTIALS_ENV_VARS: 'g' } };

/** The SDK would prefer any profile to keys of the environment; `aws` only one that was asked for by name. */
function credentials(
  { signRequests = true }: S3Connection,
  { environmentKeys }: AwsSettings,
): S3ClientConfig {
  if (!signRequests) return UNSIGNED;
  if (environmentKeys === undefined) return {};
  return { credentials: { ...environmentKeys, ...FROM_ENVIRONMENT } };
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
    ...(!settings.saysRequestChecksums && { requestChecksumCalculation: 'WHEN_REQUIRED' }),
    ...(!settings.saysResponseChecksums && { responseChecksumValidation: 'WHEN_REQUIRED' }),
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
