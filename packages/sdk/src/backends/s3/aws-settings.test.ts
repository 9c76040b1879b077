import { describe, expect, it, vi } from 'vitest';
import { useAwsWorld } from '../../../test/aws-world.ts';
import { loadAwsSettings } from './aws-settings.ts';

const world = useAwsWorld();

const settings = (text = '', connection = {}) => {
  world.writeConfig(text);
  return loadAwsSettings(connection);
};

describe('loadAwsSettings', () => {
  it('has the defaults of aws where nobody says anything', async () => {
    expect(await loadAwsSettings({})).toEqual({
      profile: undefined,
      environmentKeys: undefined,
      endpoint: undefined,
      region: 'us-east-1',
      caBundle: undefined,
      addressingStyle: 'auto',
      useAccelerateEndpoint: false,
      useDualstackEndpoint: false,
      signsPayloads: true,
      saysRequestChecksums: false,
      saysResponseChecksums: false,
      saysRetryMode: false,
      saysMaxAttempts: false,
      maxConcurrentRequests: 10,
      multipartThreshold: 8 * 2 ** 20,
      multipartChunksize: 8 * 2 ** 20,
      maxBandwidth: undefined,
    });
  });

  it('prefers the connection to the environment to the profile', async () => {
    const text = '[default]\nregion = file\nca_bundle = /file\nendpoint_url = http://file\n';
    expect(await settings(text)).toMatchObject({
      region: 'file',
      caBundle: '/file',
      endpoint: 'http://file',
    });
    vi.stubEnv('AWS_DEFAULT_REGION', 'older');
    expect((await settings(text)).region).toBe('older');
    vi.stubEnv('AWS_REGION', 'newer');
    vi.stubEnv('AWS_CA_BUNDLE', '/variable');
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://variable');
    expect(await settings(text)).toMatchObject({
      region: 'newer',
      caBundle: '/variable',
      endpoint: 'http://variable',
    });
    const connection = { region: 'given', caBundle: '/given', endpoint: 'http://given' };
    expect(await settings(text, connection)).toMatchObject(connection);
  });

  it('takes an empty variable for an unset one', async () => {
    vi.stubEnv('AWS_REGION', '');
    expect((await settings('[default]\nregion = file\n')).region).toBe('file');
  });

  it('prefers what is said of S3 to what is said of every service', async () => {
    const text =
      '[default]\nservices = mine\nendpoint_url = http://all\n' +
      '[services mine]\ns3 =\n  endpoint_url = http://s3\n';
    expect((await settings(text)).endpoint).toBe('http://s3');
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://variable');
    expect((await settings(text)).endpoint).toBe('http://variable');
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://s3-variable');
    expect((await settings(text)).endpoint).toBe('http://s3-variable');
  });

  it.each([
    ['a variable', () => vi.stubEnv('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'true'), ''],
    ['the profile', () => undefined, 'ignore_configured_endpoint_urls = True\n'],
  ])('ignores configured endpoints when %s says so, but not a given one', async (_, set, line) => {
    set();
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://variable');
    const text = `[default]\nendpoint_url = http://file\n${line}`;
    expect((await settings(text)).endpoint).toBeUndefined();
    const { endpoint } = await loadAwsSettings({ endpoint: 'http://given' });
    expect(endpoint).toBe('http://given');
  });

  it('reads every key of the block s3', async () => {
    const text = `[profile work]
s3 =
  addressing_style = virtual
  use_accelerate_endpoint = true
  use_dualstack_endpoint = True
  max_concurrent_requests = 20
  max_queue_size = 10000
  multipart_threshold = 64MB
  multipart_chunksize = 16777216
  max_bandwidth = 50MB/s
  payload_signing_enabled = false
`;
    expect(await settings(text, { profile: 'work' })).toMatchObject({
      profile: 'work',
      addressingStyle: 'virtual',
      useAccelerateEndpoint: true,
      useDualstackEndpoint: true,
      maxConcurrentRequests: 20,
      multipartThreshold: 64 * 2 ** 20,
      multipartChunksize: 16 * 2 ** 20,
      maxBandwidth: 50 * 2 ** 20,
      signsPayloads: false,
    });
  });

  it('prefers a variable to the block, where there is one', async () => {
    const says = async (value: boolean) =>
      (await settings(`[default]\ns3 =\n  use_dualstack_endpoint = ${value}\n`))
        .useDualstackEndpoint;
    expect(await says(true)).toBe(true);
    vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'false');
    expect(await says(true)).toBe(false);
    vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'true');
    expect(await loadAwsSettings({})).toMatchObject({ useDualstackEndpoint: true });
  });

  it('takes what only the engine of aws can do with', async () => {
    const text = `[default]
s3 =
  max_queue_size = 1000
  preferred_transfer_client = crt
  target_bandwidth = 10Gb/s
  disk_throughput = 200MB/s
  io_chunksize = 256KB
  should_stream = true
  direct_io = False
  of_tomorrow = yes
`;
    expect(await settings(text)).toEqual(await settings('', {}));
  });

  it.each([
    ['addressing_style = sideways', 'sideways is not one of auto, path, virtual.'],
    ['use_accelerate_endpoint = maybe', 'maybe is not true or false.'],
    ['use_dualstack_endpoint = 1', '1 is not true or false.'],
    ['max_concurrent_requests = 0', '0 is not a whole number from 1 to 9999.'],
    ['max_concurrent_requests = 10MB', '10MB is not a whole number from 1 to 9999.'],
    ['multipart_threshold = big', 'big is not a number of bytes like 8388608 or 8MB.'],
    ['multipart_chunksize = 8MB/s', '8MB/s is not a number of bytes like 8388608 or 8MB.'],
    ['payload_signing_enabled = yes', 'yes is not true or false.'],
    ['max_queue_size = 0', '0 is not a whole number of 1 or more.'],
    ['max_queue_size = 1.5', '1.5 is not a whole number of 1 or more.'],
    ['preferred_transfer_client = fast', 'fast is not one of auto, classic, crt, default.'],
    ['target_bandwidth = 10Gb/h', '10Gb/h is not a rate like 50MB/s.'],
    ['disk_throughput = much', 'much is not a rate like 50MB/s.'],
    ['io_chunksize = 1X', '1X is not a number of bytes like 8388608 or 8MB.'],
    ['should_stream = 1', '1 is not true or false.'],
    ['direct_io = on', 'on is not true or false.'],
    ['max_bandwidth = fast', 'fast is not a rate like 50MB/s.'],
  ])('refuses %s, and names key and file', async (line, reason) => {
    const [key = ''] = line.split(' ');
    await expect(settings(`[default]\ns3 =\n  ${line}\n`)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `s3.${key} in ${world.configPath}: ${reason}`,
    });
  });

  it('names the credentials file for what is in it', async () => {
    world.writeCredentials('[default]\ns3 =\n  max_bandwidth = fast\n');
    await expect(loadAwsSettings({})).rejects.toThrow(
      `s3.max_bandwidth in ${world.credentialsPath}: `,
    );
  });

  it.each([
    ['a connection', { profile: 'absent' }, {}],
    ['AWS_PROFILE', {}, { AWS_PROFILE: 'absent' }],
    ['AWS_DEFAULT_PROFILE', {}, { AWS_DEFAULT_PROFILE: 'absent' }],
  ])('refuses a profile of %s that is nowhere', async (_, connection, variables) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    await expect(settings('[default]\nregion = x\n', connection)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'The config profile (absent) could not be found.',
      details: { profile: 'absent' },
    });
  });

  it('takes the profile from the connection, AWS_PROFILE, AWS_DEFAULT_PROFILE, in this order', async () => {
    const text = ['a', 'b', 'c'].map((name) => `[profile ${name}]\nregion = ${name}\n`).join('');
    vi.stubEnv('AWS_DEFAULT_PROFILE', 'c');
    expect(await settings(text)).toMatchObject({ profile: 'c', region: 'c' });
    vi.stubEnv('AWS_PROFILE', 'b');
    expect(await settings(text)).toMatchObject({ profile: 'b', region: 'b' });
    expect(await settings(text, { profile: 'a' })).toMatchObject({ profile: 'a', region: 'a' });
  });

  it('takes keys of the environment unless a profile is asked for', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
    expect((await settings('[profile a]\nregion = a\n')).environmentKeys).toBeUndefined();
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const keys = { accessKeyId: 'key', secretAccessKey: 'secret' };
    expect((await loadAwsSettings({})).environmentKeys).toEqual(keys);
    vi.stubEnv('AWS_PROFILE', 'a');
    vi.stubEnv('AWS_SESSION_TOKEN', 'token');
    expect(await loadAwsSettings({})).toMatchObject({
      profile: 'a',
      environmentKeys: { ...keys, sessionToken: 'token' },
    });
    expect((await loadAwsSettings({ profile: 'a' })).environmentKeys).toBeUndefined();
  });

  it('knows what the SDK will read for itself', async () => {
    const says = { saysRetryMode: true, saysMaxAttempts: true };
    expect(await settings('[default]\nretry_mode = standard\nmax_attempts = 2\n')).toMatchObject({
      ...says,
      saysRequestChecksums: false,
    });
    vi.stubEnv('AWS_REQUEST_CHECKSUM_CALCULATION', 'WHEN_SUPPORTED');
    vi.stubEnv('AWS_RESPONSE_CHECKSUM_VALIDATION', 'WHEN_SUPPORTED');
    expect(await loadAwsSettings({})).toMatchObject({
      saysRequestChecksums: true,
      saysResponseChecksums: true,
    });
  });
});
