import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { createTestClient } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { expect, it } from 'vitest';
import { outcomeOf, release, World } from './world.ts';

describeWithS3('the command line on S3', (server) => {
  let count = 0;
  /** A machine that knows the server by the variables of `aws`, and a bucket name of its own. */
  const machine = () => {
    const world = new World();
    const bucket = `cli-${process.pid}-${++count}`;
    const env = {
      DG_STORE: '',
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
      AWS_REGION: server.region,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const run = (line: string, more: Readonly<Record<string, string>> = {}) =>
      world.run(line.split(' '), { env: { ...env, ...more } });
    const ok = async (line: string) => {
      const outcome = await run(line);
      expect([line, outcome.code, outcome.stderr]).toEqual([line, 0, '']);
      return outcome.stdout;
    };
    return { world, bucket, env, run, ok };
  };

  it('uploads, lists, restores, verifies, repairs and leaves nothing of its own', async () => {
    const { world, bucket, ok } = machine();
    const versions = ['1', '2', '3'].map(
      (version) => [`app-${version}.zip`, release(version)] as const,
    );
    for (const [name, bytes] of versions) world.write(`app/${name}`, bytes);
    world.write('app/notes.txt', 'notes');
    expect(await ok(`mb s3://${bucket}`)).toBe(`make_bucket: ${bucket}\n`);
    const uploaded = await ok(`cp -r app s3://${bucket}/app/`);
    expect(uploaded.trim().split('\n').sort()).toEqual(
      ['app-1.zip', 'app-2.zip', 'app-3.zip', 'notes.txt'].map(
        (name) => `upload: app/${name} to s3://${bucket}/app/${name}`,
      ),
    );
    const rows = (await ok(`ls -r s3://${bucket}`)).trim().split('\n');
    expect(rows.map((row) => row.split(/ +/).slice(2))).toEqual([
      ['200000', 'app/app-1.zip'],
      ['200000', 'app/app-2.zip'],
      ['200000', 'app/app-3.zip'],
      ['5', 'app/notes.txt'],
    ]);
    await ok(`cp -r s3://${bucket}/app/ back --quiet`);
    for (const [name, bytes] of versions) {
      expect(world.read(`back/${name}`).equals(Buffer.from(bytes)), name).toBe(true);
    }
    expect(await ok(`verify s3://${bucket}`)).toContain('0 damaged');
    expect(await ok(`repair s3://${bucket}`)).toContain('0 damaged');
    expect(await ok(`cp s3://${bucket}/app/notes.txt -`)).toBe('notes');
    await ok(`rb --force s3://${bucket}`);
    expect((await ok('ls')).split(/\s/)).not.toContain(bucket);
  });

  it('copies between S3 and a directory, both ways', async () => {
    const { world, bucket, ok } = machine();
    world.write('a.zip', release('1'));
    await ok(`mb s3://${bucket}`);
    await world.ok(`mb s3://here`);
    await ok(`cp a.zip s3://${bucket}/x/a.zip`);
    await world.run(
      ['cp', `s3://${bucket}/x/a.zip`, 's3://here/y/b.zip', '--source-store', sourceOf(server)],
      { env: keysOf(server) },
    );
    await world.ok('cp s3://here/y/b.zip b.zip');
    expect(world.read('b.zip').equals(world.read('a.zip'))).toBe(true);
    await ok(`cp s3://here/y/b.zip s3://${bucket}/z/c.zip --source-store ${world.storeUrl}`);
    await ok(`cp s3://${bucket}/z/c.zip c.zip`);
    expect(world.read('c.zip').equals(world.read('a.zip'))).toBe(true);
    await ok(`rb --force s3://${bucket}`);
  });

  it('says what is wrong, and ends as aws does', async () => {
    const { world, bucket, run, ok } = machine();
    world.write('a.txt', 'a');
    await ok(`mb s3://${bucket}`);
    const wrongKey = { AWS_ACCESS_KEY_ID: 'NOBODY', AWS_SECRET_ACCESS_KEY: 'nothing' };
    const dead = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };
    const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    for (const [line, env, code, text] of [
      [`ls s3://${bucket}-none`, {}, 254, 'the bucket does not exist'],
      [`ls s3://${bucket}`, wrongKey, 254, 'does not know the access key'],
      [`ls s3://${bucket}`, noKeys, 253, 'unable to locate credentials'],
      [`ls s3://${bucket}`, dead, 255, 'nothing answers at the endpoint'],
      [`cp a.txt s3://${bucket}-none/a.txt`, {}, 1, 'the bucket does not exist'],
      [`ls s3://${bucket} --profile nobody`, {}, 255, 'profile (nobody) could not be found'],
    ] as const) {
      const outcome = await run(line, env);
      expect(outcome.stderr, line).toContain(text);
      expect([line, outcome.code]).toEqual([line, code]);
    }
    await ok(`rb s3://${bucket}`);
  });

  it('leaves no parts behind when it is interrupted', async () => {
    const { world, bucket, env, ok } = machine();
    world.write('whole.bin', new Uint8Array(200 << 20));
    await ok(`mb s3://${bucket}`);
    const child = world.start(['cp', 'whole.bin', `s3://${bucket}/whole.bin`], { env });
    const client = createTestClient(server);
    const uploads = async () =>
      (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? [];
    const ended = outcomeOf(child);
    while ((await uploads()).length === 0 && child.exitCode === null);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(await uploads()).toEqual([]);
    client.destroy();
    await ok(`rb --force s3://${bucket}`);
  });
});

interface Reachable {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const sourceOf = ({ endpoint, region }: Reachable) => `s3:?endpoint=${endpoint}&region=${region}`;

const keysOf = ({ credentials }: Reachable) => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});
