import { loadAwsProfile, type AwsProfile } from './aws-profile.ts';
import { readS3Block, type S3Block } from './aws-s3-block.ts';
import type { S3Connection } from './s3-connection.ts';

/** Everything that environment and config files say of S3, but for the credentials that the SDK finds by itself. */
export interface AwsSettings extends S3Block {
  readonly profile: string | undefined;
  /** Keys of the environment, which win over a profile that was not asked for by name. */
  readonly environmentKeys: EnvironmentKeys | undefined;
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly caBundle: string | undefined;
  /** Whether somebody says when to send and check checksums; else it depends on the endpoint. */
  readonly saysRequestChecksums: boolean;
  readonly saysResponseChecksums: boolean;
  readonly saysRetryMode: boolean;
  readonly saysMaxAttempts: boolean;
}

interface EnvironmentKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Reads what `aws` would read, for the same profile.
 * @throws INVALID_ARGUMENT for a profile that is not there, and for a value that means nothing
 */
export async function loadAwsSettings(connection: S3Connection): Promise<AwsSettings> {
  const profile = await loadAwsProfile(connection.profile);
  const { variable, key } = profile;
  const says = async (name: string) =>
    ((await variable(`AWS_${name.toUpperCase()}`)) ?? key(name)) !== undefined;
  return {
    profile: profile.name,
    environmentKeys: connection.profile === undefined ? await findKeys(profile) : undefined,
    endpoint: connection.endpoint ?? (await findEndpoint(profile)),
    region:
      connection.region ??
      (await variable('AWS_REGION', 'AWS_DEFAULT_REGION')) ??
      key('region') ??
      'us-east-1',
    caBundle: connection.caBundle ?? (await variable('AWS_CA_BUNDLE')) ?? key('ca_bundle'),
    saysRequestChecksums: await says('request_checksum_calculation'),
    saysResponseChecksums: await says('response_checksum_validation'),
    saysRetryMode: await says('retry_mode'),
    saysMaxAttempts: await says('max_attempts'),
    ...(await readS3Block(profile)),
  };
}

async function findKeys({ variable }: AwsProfile): Promise<EnvironmentKeys | undefined> {
  const accessKeyId = await variable('AWS_ACCESS_KEY_ID');
  const secretAccessKey = await variable('AWS_SECRET_ACCESS_KEY');
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  const sessionToken = await variable('AWS_SESSION_TOKEN');
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}

/** The service's own names before the general ones, as all SDKs of AWS read them. */
async function findEndpoint(profile: AwsProfile): Promise<string | undefined> {
  const { variable, key, section } = profile;
  const ignored =
    (await variable('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS')) ??
    key('ignore_configured_endpoint_urls');
  if (ignored?.toLowerCase() === 'true') return undefined;
  const fromVariable = await variable('AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL');
  const services = `services.${key('services') ?? ''}`;
  return fromVariable ?? section(services, 's3.endpoint_url') ?? key('endpoint_url');
}
