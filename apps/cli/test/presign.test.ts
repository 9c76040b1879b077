import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { documents, release, World } from './world.ts';

/** What somebody without credentials gets. */
const download = async (url: string) => {
  const response = await fetch(url);
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
};

describeWithS3('presign', (server) => {
  const client = createTestClient(server);
  let world: World;
  let bucket: string;
  beforeAll(async () => {
    world = createS3World(server);
    bucket = await freshBucket(client, 'presign');
    world.write('notes.txt', 'notes');
    for (const version of ['1', '2']) {
      world.write(`v${version}.zip`, release(version));
      await world.ok(`cp v${version}.zip s3://${bucket}/app/`);
    }
    await world.ok(`cp notes.txt s3://${bucket}/`);
  });
  afterAll(() => {
    client.destroy();
  });

  const temporaryKeys = async () => {
    const list = new ListObjectsV2Command({ Bucket: bucket, Prefix: '.deltaglider/tmp/' });
    return ((await client.send(list)).Contents ?? []).map(({ Key }) => Key);
  };

  it('writes a URL that anybody can read, and nothing else', async () => {
    for (const target of [`s3://${bucket}/notes.txt`, `${bucket}/notes.txt`]) {
      const { stdout, stderr } = await world.ok(`presign ${target}`);
      expect([stdout.split('\n').length, stderr]).toEqual([2, '']);
      const { response, bytes } = await download(stdout.trim());
      expect([bytes.toString(), response.headers.get('content-type')]).toEqual([
        'notes',
        'text/plain',
      ]);
      expect(stdout).toContain('X-Amz-Expires=3600&');
    }
  });

  it('is refused for a delta with exit code 1 and a hint', async () => {
    const { code, stdout, stderr } = await world.run(['presign', `s3://${bucket}/app/v2.zip`]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `presign failed: s3://${bucket}/app/v2.zip is stored as a delta; a URL would give out that ` +
        'instead of the object.\nLet a temporary whole copy be made for the URL (--materialize), ' +
        'or store the object whole (cp --no-delta).\n',
    );
    expect(await temporaryKeys()).toEqual([]);
  });

  it('gives a delta by a copy that no command shows', async () => {
    const args = ['presign', `s3://${bucket}/app/v2.zip`, '--materialize', '--expires-in', '2h'];
    const { code, stdout } = await world.run([...args, '--json']);
    expect(code).toBe(0);
    const [{ url, copy, ...rest } = {}] = documents(stdout);
    expect(rest).toMatchObject({ operation: 'presign', bucket, key: 'app/v2.zip', size: 200_000 });
    const { response, bytes } = await download(String(url));
    expect(bytes.equals(world.read('v2.zip'))).toBe(true);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="v2.zip"');
    const [key, ...others] = await temporaryKeys();
    expect([copy, others]).toMatchObject([{ address: { bucket, key } }, []]);
    expect((await world.ok(`ls -r s3://${bucket}`)).stdout).not.toContain('tmp/');
    const own = `s3://${bucket}/${key ?? ''}`;
    const told = await world.run(['presign', own]);
    expect([told.code, told.stderr]).toEqual([1, expect.stringContaining('keeps for itself')]);
  });

  it('is refused for an object that is not there', async () => {
    const { code, stderr } = await world.run(['presign', `s3://${bucket}/none`]);
    expect([code, stderr]).toEqual([1, `presign failed: s3://${bucket}/none does not exist.\n`]);
  });
});

describe('a store that is a directory', () => {
  it('has no URLs', async () => {
    const world = new World();
    const { code, stderr } = await world.run(['presign', 's3://releases/a.txt']);
    expect([code, stderr]).toEqual([
      1,
      'presign failed: This store answers to no URLs, so s3://releases/a.txt can have none.\n' +
        'Only S3 does (--store s3:).\n',
    ]);
  });
});

describe('bad input', () => {
  const world = new World({ DG_STORE: 's3:' });

  it.each([
    ['presign s3://bkt', 's3://bkt names no object.'],
    ['presign s3://bkt/k --expires-in 0', 'a URL cannot work for 0 seconds.'],
    ['presign s3://bkt/k --expires-in 604801', 'a URL cannot work for 604801 seconds.'],
    ['presign s3://bkt/k --expires-in 8d', 'a URL cannot work for 8d.'],
    ['presign s3://bkt/k --expires-in soon', 'argument --expires-in: soon is not a duration.'],
    ['presign', 'target'],
  ])('%s is an error before anything is sent', async (line, message) => {
    const { code, stdout, stderr } = await world.run(line.split(' '));
    expect([code, stdout]).toEqual([252, '']);
    expect(stderr).toContain(message);
  });
});
