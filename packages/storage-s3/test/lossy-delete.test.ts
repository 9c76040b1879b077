import { bufferSource } from '@deltaglider/core';
import { createTestClient, FaultProxy, freshBucket, MemoryS3Server } from '@repo/testbed';
import { afterEach, describe, expect, it } from 'vitest';
import { S3Storage } from '../src/s3-storage.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A store that ignores If-Match on deletes, behind a proxy that loses answers. */
async function lossyStore() {
  const server = await MemoryS3Server.start();
  server.ignoreConditions = ['DeleteObject'];
  const proxy = await FaultProxy.start(server);
  const client = createTestClient(proxy.server);
  stops.push(
    () => server.stop(),
    () => proxy.stop(),
    async () => {
      client.destroy();
    },
  );
  const storage = new S3Storage({ client, conditions: { delete: false } });
  const direct = new S3Storage({ client: createTestClient(server) });
  return { proxy, storage, direct, bucket: await freshBucket(client) };
}

const one = bufferSource(new TextEncoder().encode('one'));
const two = bufferSource(new TextEncoder().encode('two'));

describe('a delete of one version, where the store ignores the condition', () => {
  it('succeeds when its answer is lost', async () => {
    const { proxy, storage, bucket } = await lossyStore();
    const address = { bucket, key: 'key' };
    const { etag } = await storage.put(address, one);
    proxy.use({ match: { method: 'DELETE' }, fault: { kind: 'reset-after' }, times: 1 });
    await storage.delete(address, { ifMatch: etag });
    expect(await storage.head(address)).toBeUndefined();
  });

  it('leaves alone what came after the deleted version while the answer was lost', async () => {
    const { proxy, storage, direct, bucket } = await lossyStore();
    const address = { bucket, key: 'key' };
    const { etag } = await storage.put(address, one);
    proxy.use({ match: { method: 'DELETE' }, fault: { kind: 'reset-after' }, times: 1 });
    let deletes = 0;
    proxy.onRequest = async ({ method }) => {
      // Whatever is asked next: somebody else was faster.
      if (deletes === 1) await direct.put(address, two);
      if (method === 'DELETE' || deletes > 0) deletes++;
    };
    await storage.delete(address, { ifMatch: etag });
    expect((await storage.head(address))?.size).toBe(3);
  });
});
