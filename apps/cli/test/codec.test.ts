import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { DEFAULT_CODEC } from '@deltaglider/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { documents, release, World } from './world.ts';

const CODECS = ['auto', 'xdelta3', 'archive', 'archive:smallest', 'archive:fastest'];
const KNOWN = CODECS.join(', ');

const world = new World();

beforeAll(async () => {
  await world.ok('mb s3://bkt');
  for (const version of ['1', '2']) world.write(`v${version}.sql`, release(version));
});

async function copied(args: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await world.run(['cp', '--json', ...args], { env });
  expect([code, stderr]).toEqual([0, '']);
  return documents(stdout).find(({ type }) => type === 'result');
}

describe('--codec', () => {
  it.each(CODECS)('is told with why it was chosen: %s', async (codec) => {
    const prefix = `s3://bkt/${codec.replace(':', '-')}/`;
    await world.ok(`cp v1.sql ${prefix}`);
    const reason = codec === 'xdelta3' ? 'asked' : 'nothing-compressed';
    const told = { stored: 'delta', codec: 'xdelta3', codecReason: reason };
    expect(await copied(['--codec', codec, 'v2.sql', prefix])).toMatchObject(told);
    // The flag is asked before the variable.
    const env = { DG_CODEC: codec };
    expect(await copied(['v2.sql', `${prefix}env.sql`], env)).toMatchObject(told);
    const flags = ['--codec', 'xdelta3', 'v2.sql', `${prefix}both.sql`];
    expect(await copied(flags, env)).toMatchObject({ codec: 'xdelta3', codecReason: 'asked' });
    await world.ok(`cp ${prefix}v2.sql back.sql`);
    expect(Buffer.compare(world.read('back.sql'), release('2'))).toBe(0);
  });

  it('is told of no object that is stored whole', async () => {
    const result = await copied(['--no-delta', 'v1.sql', 's3://bkt/whole/']);
    expect(result).toMatchObject({ stored: 'direct', reason: 'asked' });
    expect(result).not.toHaveProperty('codec');
    expect(result).not.toHaveProperty('codecReason');
  });

  it('is told by verify, of deltas', async () => {
    await world.ok('cp v1.sql s3://bkt/verified/');
    await world.ok('cp --no-delta v1.sql s3://bkt/verified/whole.sql');
    const { stdout } = await world.ok('verify -r s3://bkt/verified/ --json');
    const results = documents(stdout).filter(({ type }) => type === 'result');
    const codecs: unknown = Object.fromEntries(
      results.map(({ key, codec }) => [String(key), codec]),
    );
    expect(codecs).toEqual({ 'verified/v1.sql': 'xdelta3', 'verified/whole.sql': undefined });
    expect(results).toHaveLength(2);
  });

  it('leaves the line for people as it was', async () => {
    const { stdout } = await world.ok('cp --codec auto v2.sql s3://bkt/line/');
    expect(stdout).toBe('upload: ./v2.sql to s3://bkt/line/v2.sql\n');
  });

  it.each(['zip9', 'archive/1', ''])('refuses %j, and lists what there is', async (codec) => {
    const { code, stdout, stderr } = await world.run(['cp', '--codec', codec, 'v1.sql', 's3://b/']);
    expect([code, stdout]).toEqual([252, '']);
    expect(stderr).toContain(`argument --codec: ${codec} is not one of ${KNOWN}.\n`);
  });

  it('refuses an unknown one of the environment for every command', async () => {
    const { code, stderr } = await world.run(['ls'], { env: { DG_CODEC: 'zip9' } });
    expect(code).toBe(253);
    expect(stderr).toContain(`DG_CODEC: zip9 is not one of ${KNOWN}.\n`);
    const json = await world.run(['ls', '--json'], { env: { DG_CODEC: 'zip9' } });
    expect([json.code, json.stderr]).toEqual([253, '']);
  });

  it('is in the help, with what is used where nobody says', async () => {
    const { stdout } = await world.ok('cp --help');
    const words = stdout.replace(/\s+/g, ' ');
    const marked = CODECS.map((name) => (name === DEFAULT_CODEC ? `${name} (default)` : name));
    const list = `${marked.slice(0, -1).join(', ')} or ${marked.at(-1) ?? ''}`;
    expect(words).toContain(`--codec=<name> [env: DG_CODEC] What makes new deltas: ${list}`);
    expect(words).toContain('auto looks through the compression of archives where that pays');
  });
});

describeWithS3('a codec on S3', (server) => {
  const client = createTestClient(server);
  afterAll(() => {
    client.destroy();
  });

  it('leaves the metadata of plain deltas to the predecessors', async () => {
    const onS3 = createS3World(server);
    const bucket = await freshBucket(client, 'codec');
    onS3.write('v1.sql', release('1'));
    const { stdout } = await onS3.ok(`cp --json --codec auto v1.sql s3://${bucket}/`);
    expect(documents(stdout).find(({ type }) => type === 'result')).toMatchObject({
      codec: 'xdelta3',
      codecReason: 'nothing-compressed',
    });
    const key = { Bucket: bucket, Key: 'v1.sql.delta' };
    const { Metadata = {} } = await client.send(new HeadObjectCommand(key));
    expect(Metadata['dg-file-size']).toBe('200000');
    expect(Metadata).not.toHaveProperty('dg-codec');
  });
});
