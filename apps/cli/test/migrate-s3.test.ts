import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeWithS3 } from '@repo/testbed/vitest';
import { expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { release, World } from './world.ts';

describeWithS3('migrate and analyze on S3', (server) => {
  it('goes from S3 to a directory, with what is kept with objects, and says nothing of regions', async () => {
    const world = createS3World(server, { AWS_EC2_METADATA_DISABLED: '' });
    const bucket = `mig-${process.pid}`;
    await world.ok(`mb s3://${bucket}`);
    for (const version of ['1', '2', '3']) {
      world.write('in.zip', release(version));
      const flags = '--no-delta --content-type application/x-test --metadata build=7 -q';
      await world.ok(`cp in.zip s3://${bucket}/app/v${version}.zip ${flags}`);
    }
    const analysis = await world.ok(`analyze s3://${bucket}`);
    expect(analysis.stdout).toMatch(/^Saved: +66\.6%$/m);
    await world.ok(`mb s3://kept --store ${world.storeUrl}`);
    const line = `migrate s3://${bucket}/app s3://kept -y --store ${world.storeUrl} --source-store s3:`;
    const { stdout, stderr } = await world.ok(line);
    expect(stderr).toBe('');
    expect(stdout).toContain(`Migrating from s3 ${server.endpoint} s3://${bucket}/app/\n`);
    expect(stdout).toMatch(/^Migrated 3 object\(s\), .* 66\.6% saved: 0 failed, 0 there already$/m);
    const head = await world.ok(`head s3://kept/app/v2.zip --json --store ${world.storeUrl}`);
    expect(JSON.parse(head.stdout)).toMatchObject({
      contentType: 'application/x-test',
      metadata: { build: '7' },
    });
    await world.ok(`cp s3://kept/app/v2.zip out.zip -q --store ${world.storeUrl}`);
    expect(new Uint8Array(world.read('out.zip'))).toEqual(release('2'));
    expect((await world.ok(line)).stdout).toContain('Everything is there already.\n');
  });
});

it('warns of a machine in another region than the store that was asked for', async () => {
  const answers = ['token', 'eu-central-1', 'eu-central-1b'];
  const paths = ['/api/token', '/placement/region', '/placement/availability-zone'];
  const metadata = createServer(({ url = '' }, response) => {
    response.end(answers[paths.findIndex((path) => url.endsWith(path))]);
  });
  await new Promise<void>((resolve) => metadata.listen(0, '127.0.0.1', resolve));
  const { port } = metadata.address() as AddressInfo;
  const world = new World({
    DG_STORE: '',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'key',
    AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}`,
  });
  // The source is looked at before anything is asked of the store.
  const line = ['migrate', 'none', 's3://bucket', '--region'];
  const warned = await world.run([...line, 'us-east-1']);
  expect(warned.stderr).toContain(
    'WARNING: EC2 region=eu-central-1 != S3 client region=us-east-1\n',
  );
  const quiet = { env: { DG_DISABLE_EC2_DETECTION: 'true' } };
  for (const outcome of [
    await world.run([...line, 'eu-central-1']),
    await world.run([...line, 'us-east-1'], quiet),
  ]) {
    expect(outcome.stderr).not.toContain('region');
    expect(outcome.stderr).toContain('does not exist.');
  }
  metadata.close();
  metadata.closeAllConnections();
});
