import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { release } from './world.ts';

describeWithS3('sync on S3', (server) => {
  const client = createTestClient(server);
  afterAll(() => {
    client.destroy();
  });

  it('keeps a mirror, and what deltas need', async () => {
    const world = createS3World(server);
    const bucket = await freshBucket(client, 'cli');
    const old = new Date('2020-01-01T00:00:00Z');
    for (const version of ['1', '2', '3']) {
      utimesSync(world.write(`d/su/v${version}.zip`, release(version)), old, old);
    }
    utimesSync(world.write('d/sub/a.txt', 'a'), old, old);
    expect((await world.ok(`sync d s3://${bucket}`)).stdout.match(/^upload: /gm)).toHaveLength(4);
    for (const flags of ['', ' --checksum', ' --delete']) {
      expect((await world.ok(`sync d s3://${bucket}${flags}`)).stdout).toBe('');
    }
    rmSync(join(world.work, 'd/su/v1.zip'));
    const { stdout } = await world.ok(`sync d/su s3://${bucket}/su --delete`);
    expect(stdout).toBe(`delete: s3://${bucket}/su/v1.zip\n`);
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(Contents.map(({ Key }) => Key)).toEqual([
      'su/reference.bin',
      'su/v2.zip.delta',
      'su/v3.zip.delta',
      'sub/a.txt',
    ]);
    await world.ok(`sync s3://${bucket} back`);
    expect(world.read('back/su/v3.zip').equals(release('3'))).toBe(true);
    for (const flags of ['', ' --exact-timestamps', ' --checksum', ' --delete']) {
      expect((await world.ok(`sync s3://${bucket} back${flags}`)).stdout).toBe('');
    }
  });
});
