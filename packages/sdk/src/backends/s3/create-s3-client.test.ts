import { HeadObjectCommand, ListBucketsCommand, type S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it, vi } from 'vitest';
import { useAwsWorld } from '../../../test/aws-world.ts';
import { loadAwsSettings } from './aws-settings.ts';
import { createS3Client } from './create-s3-client.ts';
import type { S3Connection } from './s3-connection.ts';

const world = useAwsWorld();

async function open(connection: S3Connection = {}): Promise<S3Client> {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  return await createS3Client(connection, await loadAwsSettings(connection));
}

/** Where a request would go; it is not sent. */
async function targetOf(connection: S3Connection = {}, command: object = head): Promise<string> {
  const client = await open(connection);
  let target = '';
  client.middlewareStack.add(
    () => async (args) => {
      const { protocol, hostname, port, path } = args.request as Record<string, string>;
      target = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`;
      return { response: {}, output: { $metadata: {} } as never };
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await client.send(command as HeadObjectCommand);
  return target;
}

const head = new HeadObjectCommand({ Bucket: 'bucket', Key: 'key' });

describe('createS3Client', () => {
  it('names the bucket in the host on AWS, and in the path elsewhere', async () => {
    expect(await targetOf({ region: 'eu-west-3' })).toBe(
      'https://bucket.s3.eu-west-3.amazonaws.com/key',
    );
    expect(await targetOf({ endpoint: 'http://s3.example.com:9000' })).toBe(
      'http://s3.example.com:9000/bucket/key',
    );
    expect(await targetOf({ endpoint: 'https://s3.eu-west-3.amazonaws.com' })).toBe(
      'https://bucket.s3.eu-west-3.amazonaws.com/key',
    );
  });

  it('names the bucket where addressing_style wants it', async () => {
    world.writeConfig(
      '[default]\ns3 =\n  addressing_style = virtual\n' +
        '[profile path]\ns3 =\n  addressing_style = path\n',
    );
    world.writeCredentials('[path]\naws_access_key_id = key\naws_secret_access_key = secret\n');
    expect(await targetOf({ endpoint: 'http://s3.example.com:9000' })).toBe(
      'http://bucket.s3.example.com:9000/key',
    );
    expect(await targetOf({ profile: 'path' })).toBe(
      'https://s3.us-east-1.amazonaws.com/bucket/key',
    );
  });

  it('takes the faster and the newer entrances of AWS, but nowhere else', async () => {
    world.writeConfig(
      '[default]\ns3 =\n  use_accelerate_endpoint = true\n  use_dualstack_endpoint = true\n',
    );
    expect(await targetOf()).toBe('https://bucket.s3-accelerate.dualstack.amazonaws.com/key');
    expect(await targetOf({}, new ListBucketsCommand())).toBe(
      'https://s3.dualstack.us-east-1.amazonaws.com/',
    );
    expect(await targetOf({ endpoint: 'http://s3.example.com' })).toBe(
      'http://s3.example.com/bucket/key',
    );
  });

  it('does not take the endpoint of another profile', async () => {
    world.writeConfig(
      '[default]\nendpoint_url = http://s3.example.com\n' +
        '[profile aws]\naws_access_key_id = key\naws_secret_access_key = secret\n',
    );
    expect(await targetOf({ profile: 'aws' })).toBe(
      'https://bucket.s3.us-east-1.amazonaws.com/key',
    );
    expect(await targetOf()).toBe('http://s3.example.com/bucket/key');
  });

  it.each(['nonsense', 's3.example.com', 'ftp://s3.example.com', ''])(
    'refuses the endpoint "%s"',
    async (endpoint) => {
      await expect(open({ endpoint })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: `Invalid endpoint: ${endpoint}`,
      });
    },
  );

  it('refuses a CA bundle that is not there', async () => {
    const path = '/nowhere/ca.pem';
    await expect(open({ caBundle: path })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `The CA bundle ${path} cannot be read.`,
      details: { path },
    });
  });

  it('retries in the mode adaptive and five times in all, unless somebody says otherwise', async () => {
    const retries = async () => {
      const { retryMode, maxAttempts } = (await open()).config;
      const mode = typeof retryMode === 'function' ? await retryMode() : retryMode;
      return [mode, await maxAttempts()];
    };
    expect(await retries()).toEqual(['adaptive', 5]);
    vi.stubEnv('AWS_MAX_ATTEMPTS', '2');
    expect(await retries()).toEqual(['adaptive', 2]);
    vi.stubEnv('AWS_RETRY_MODE', 'standard');
    expect(await retries()).toEqual(['standard', 2]);
  });
});
