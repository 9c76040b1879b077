import { S3Storage } from '@deltaglider/storage-s3';
import { createTestClient, MemoryS3Server } from '@repo/testbed';
import { afterEach } from 'vitest';
import { describeKilled } from './describe-killed.ts';

const started: (() => Promise<void>)[] = [];

/** A store of its own for each run: the bucket has the same name everywhere. */
async function start(ignoreConditions: boolean): Promise<S3Storage> {
  const server = await MemoryS3Server.start();
  server.ignoreConditions = ignoreConditions;
  const client = createTestClient(server);
  started.push(async () => {
    client.destroy();
    await server.stop();
  });
  return new S3Storage({ client });
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((stop) => stop()));
});

describeKilled('S3', () => start(false));
describeKilled('S3 without conditions', () => start(true));
