import { createTestClient, freshBucket, MemoryS3Server } from '@repo/testbed';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World, type Outcome } from './world.ts';

let now: Date;
let world: World;
let server: MemoryS3Server;
let bucket: string;

beforeEach(async () => {
  now = new Date();
  world = new World();
  server = await MemoryS3Server.start({ minPartSize: 1, now: () => now });
  const client = createTestClient(server);
  bucket = await freshBucket(client);
  client.destroy();
});
afterEach(async () => {
  await server.stop();
});

async function doctor(env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return await world.run(['doctor', `s3://${bucket}`], {
    env: {
      DG_STORE: `s3:?endpoint=${server.endpoint}&region=us-east-1`,
      AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      // The SDK writes a paragraph about the age of Node 20 to stderr otherwise.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...env,
    },
  });
}

const labels = (stdout: string) =>
  [...stdout.matchAll(/^(ok|warning|problem|skipped) +([a-z -]+): /gm)].map(
    ([, status, check]) => `${status} ${check}`,
  );

describe('doctor of an S3 store', () => {
  it('says each thing once, in lines that fit, and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await doctor();
    expect([code, stderr]).toEqual([0, '']);
    expect(labels(stdout).slice(-12)).toEqual([
      'ok store',
      'ok credentials',
      'ok clock',
      'ok bucket',
      'ok conditional writes',
      'ok conditional deletes',
      'ok versioning',
      'ok lifecycle rules',
      'skipped object lock',
      'skipped encryption',
      'ok writing',
      'ok metadata',
    ]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'accepts the access key from the environment.',
    );
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(server.bucket(bucket).objects.size).toBe(0);
  });

  it('tells the truth of a store that ignores conditions, a wrong clock and a dangerous rule', async () => {
    server.ignoreConditions = true;
    now = new Date(Date.now() + 4 * 60_000);
    Object.assign(server.bucket(bucket), {
      versioning: 'Enabled',
      lifecycle:
        '<LifecycleConfiguration><Rule><ID>tidy</ID><Status>Enabled</Status><Filter/>' +
        '<Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>',
    });
    const { code, stdout } = await doctor();
    expect(code).toBe(1);
    expect(labels(stdout)).toEqual(
      expect.arrayContaining([
        'warning clock',
        'warning conditional writes',
        'warning conditional deletes',
        'warning versioning',
        'problem lifecycle rules',
        'ok writing',
      ]),
    );
    expect(labels(stdout)).not.toContain('ok conditional writes');
  });

  it('stops at the first thing that is wrong', async () => {
    const { code, stdout } = await doctor({ AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN123WXYZ' });
    expect(code).toBe(1);
    expect(labels(stdout).slice(-4)).toEqual([
      'ok store',
      'problem credentials',
      'ok clock',
      'skipped bucket',
    ]);
    expect(stdout).toContain('…WXYZ');
    expect(stdout).not.toMatch(/AKIA|3WXYZ/);
  });

  it('says that there are no credentials, and how to give some', async () => {
    const { stdout } = await doctor({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
    expect(labels(stdout).slice(-3)).toEqual([
      'skipped store',
      'problem credentials',
      'skipped bucket',
    ]);
  });

  it('says that nothing listens there', async () => {
    const port = new URL(server.endpoint).port;
    await server.stop();
    const { code, stdout } = await doctor();
    server = await MemoryS3Server.start();
    expect(code).toBe(1);
    expect(stdout).toContain(`store: http://127.0.0.1:${port} refuses connections`);
  });
});
