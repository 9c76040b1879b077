import { DeltaGliderError } from '@deltaglider/core';
import {
  getProfileName,
  loadConfig,
  loadSharedConfigFiles,
  type LoadedConfigSelectors,
} from '@smithy/core/config';
import { parseSize } from './parse-size.ts';
import type { S3Connection } from './s3-connection.ts';

/** Everything that environment and config files say of S3; the SDK finds credentials by itself. */
export interface AwsSettings {
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly caBundle: string | undefined;
  readonly addressingStyle: 'auto' | 'path' | 'virtual';
  readonly useAccelerateEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
  /** `undefined` where nobody says: then it depends on the endpoint. */
  readonly requestChecksums: string | undefined;
  readonly responseChecksums: string | undefined;
  readonly retryMode: string | undefined;
  readonly maxConcurrentRequests: number;
  /** Bytes. */
  readonly multipartThreshold: number;
  readonly multipartChunksize: number;
  /** Bytes a second. */
  readonly maxBandwidth: number | undefined;
}

const MIB = 2 ** 20;

/**
 * Reads what `aws` would read, for the same profile.
 * @throws INVALID_ARGUMENT for a profile that is not there, and for a value that means nothing
 */
export async function loadAwsSettings(connection: S3Connection): Promise<AwsSettings> {
  const profile = await findProfile(connection.profile);
  const find = async (names: readonly string[], key: string): Promise<string | undefined> =>
    await loadConfig(selectors(names, key), { profile: profile.name })();
  const s3 = (name: string): string | undefined => profile.values[`s3.${name}`];
  return {
    endpoint: connection.endpoint ?? (await findEndpoint(profile)),
    region:
      connection.region ??
      (await find(['AWS_REGION', 'AWS_DEFAULT_REGION'], 'region')) ??
      'us-east-1',
    caBundle: connection.caBundle ?? (await find(['AWS_CA_BUNDLE'], 'ca_bundle')),
    addressingStyle: oneOf('addressing_style', s3('addressing_style'), STYLES) ?? 'auto',
    useAccelerateEndpoint: s3('use_accelerate_endpoint') === 'true',
    useDualstackEndpoint: s3('use_dualstack_endpoint') === 'true',
    requestChecksums: await find(
      ['AWS_REQUEST_CHECKSUM_CALCULATION'],
      'request_checksum_calculation',
    ),
    responseChecksums: await find(
      ['AWS_RESPONSE_CHECKSUM_VALIDATION'],
      'response_checksum_validation',
    ),
    retryMode: await find(['AWS_RETRY_MODE'], 'retry_mode'),
    maxConcurrentRequests: size('max_concurrent_requests', s3('max_concurrent_requests')) ?? 10,
    multipartThreshold: size('multipart_threshold', s3('multipart_threshold')) ?? 8 * MIB,
    multipartChunksize: size('multipart_chunksize', s3('multipart_chunksize')) ?? 8 * MIB,
    maxBandwidth: size('max_bandwidth', s3('max_bandwidth')),
  };
}

const STYLES = ['auto', 'path', 'virtual'] as const;

type Profile = Readonly<Record<string, string | undefined>>;

interface FoundProfile {
  readonly name: string;
  readonly values: Profile;
  /** All of the config file, for the sections that a profile refers to. */
  readonly file: Readonly<Record<string, Profile>>;
}

async function findProfile(wanted: string | undefined): Promise<FoundProfile> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const name = wanted ?? getProfileName({});
  const values = { ...configFile[name], ...credentialsFile[name] };
  if (wanted !== undefined && Object.keys(values).length === 0) {
    throw new DeltaGliderError(
      'INVALID_ARGUMENT',
      `The config profile (${name}) could not be found.`,
      { details: { hint: `Make it: aws configure --profile ${name}.` } },
    );
  }
  return { name, values, file: configFile };
}

function selectors(
  names: readonly string[],
  key: string,
): LoadedConfigSelectors<string | undefined> {
  return {
    environmentVariableSelector: (environment) => firstOf(environment, names),
    configFileSelector: (profile) => profile[key],
    default: undefined,
  };
}

/** The names of its variables, the service's own first, as all SDKs of AWS read them. */
async function findEndpoint(profile: FoundProfile): Promise<string | undefined> {
  const ignored = selectors(
    ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'],
    'ignore_configured_endpoint_urls',
  );
  if ((await loadConfig(ignored, { profile: profile.name })()) === 'true') return undefined;
  const services = profile.file[`services.${profile.values.services ?? ''}`];
  const configured = services?.['s3.endpoint_url'] ?? profile.values.endpoint_url;
  const variables = selectors(['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'], '');
  return (await loadConfig(variables, { profile: profile.name })()) ?? configured;
}

function firstOf(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): string | undefined {
  return names
    .map((name) => environment[name])
    .find((value) => value !== undefined && value !== '');
}

function size(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const parsed = parseSize(text);
  if (parsed !== undefined && parsed > 0) return parsed;
  throw wrong(name, text, 'a number of bytes like 8388608, 8MB or 50MB/s');
}

function oneOf<T extends string>(
  name: string,
  text: string | undefined,
  words: readonly T[],
): T | undefined {
  if (text === undefined) return undefined;
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw wrong(name, text, `one of ${words.join(', ')}`);
}

function wrong(name: string, text: string, expected: string): DeltaGliderError {
  return new DeltaGliderError(
    'INVALID_ARGUMENT',
    `The setting s3.${name} of the AWS config file is "${text}", not ${expected}.`,
  );
}
