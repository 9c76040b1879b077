import { MemoryS3Server } from '@repo/testbed';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openS3Store } from '../src/index.ts';
import { useAwsWorld } from './aws-world.ts';

const world = useAwsWorld();
let server: MemoryS3Server;
beforeAll(async () => {
  server = await MemoryS3Server.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.clearRequests();
  vi.stubEnv('AWS_ENDPOINT_URL', server.endpoint);
});

/** Whose key a request is signed with. */
async function askedAs(connection = {}): Promise<string | undefined> {
  const { buckets, close } = await openS3Store(connection);
  await buckets.listBuckets().catch((error: unknown) => {
    // That nobody knows the key is no matter here.
    if (server.requests.length === 0) throw error;
  });
  await close?.();
  const { authorization = '' } = server.requests.at(-1)?.headers ?? {};
  return /Credential=([^/]+)/.exec(authorization)?.[1];
}

const keys = (name: string) =>
  `aws_access_key_id = ${name}\naws_secret_access_key = secret-of-${name}\n`;

function stubKeys(): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'VARIABLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
}

describe('credentials', () => {
  it('are found in the environment before the files', async () => {
    world.writeCredentials(`[default]\n${keys('FILE')}`);
    stubKeys();
    expect(await askedAs()).toBe('VARIABLE');
  });

  it('are found in the credentials file, and in the config file', async () => {
    world.writeCredentials(`[default]\n${keys('FILE')}`);
    world.writeConfig(`[profile other]\n${keys('CONFIG')}`);
    expect(await askedAs()).toBe('FILE');
    expect(await askedAs({ profile: 'other' })).toBe('CONFIG');
  });

  it('are those of the environment although AWS_PROFILE is set, as with aws', async () => {
    world.writeCredentials(`[work]\n${keys('WORK')}`);
    vi.stubEnv('AWS_PROFILE', 'work');
    expect(await askedAs()).toBe('WORK');
    stubKeys();
    expect(await askedAs()).toBe('VARIABLE');
  });

  it('are those of a profile that is asked for, in silence', async () => {
    world.writeCredentials(`[work]\n${keys('WORK')}`);
    stubKeys();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await askedAs({ profile: 'work' })).toBe('WORK');
    expect(warn.mock.calls).toEqual([]);
    warn.mockRestore();
  });

  it('are those of AWS_DEFAULT_PROFILE', async () => {
    world.writeCredentials(`[old]\n${keys('OLD')}`);
    vi.stubEnv('AWS_DEFAULT_PROFILE', 'old');
    expect(await askedAs()).toBe('OLD');
  });

  it('are what a credential_process writes', async () => {
    const document = { Version: 1, AccessKeyId: 'PROCESS', SecretAccessKey: 's' };
    const program = `process.stdout.write(JSON.stringify(${JSON.stringify(document)}))`;
    const path = `${world.configPath}.mjs`;
    world.writeFile('config.mjs', program);
    world.writeConfig(`[default]\ncredential_process = ${process.execPath} ${path}\n`);
    expect(await askedAs()).toBe('PROCESS');
  });

  it.each([
    ['is switched off', { AWS_EC2_METADATA_DISABLED: 'true' }],
    [
      'is not there',
      {
        AWS_EC2_METADATA_DISABLED: undefined,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1',
      },
    ],
  ])(
    'are missing, soon, where the service of the machine %s',
    async (_, variables) => {
      for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
      await expect(askedAs()).rejects.toMatchObject({ code: 'CREDENTIALS_MISSING' });
    },
    10_000,
  );
});
