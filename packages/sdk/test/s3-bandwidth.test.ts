import { bufferSource } from '@deltaglider/core';
import { S3Storage } from '@deltaglider/storage-s3';
import { createTestClient, freshBucket, MemoryS3Server } from '@repo/testbed';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { createBandwidth } from '../src/backends/s3/create-bandwidth.ts';

const RATE = 1_000_000;
const PART = 5 << 20;
const server = await MemoryS3Server.start();
const client = createTestClient(server);
afterAll(async () => {
  client.destroy();
  await server.stop();
});

/** Milliseconds of a clock that only waiting moves. */
let time = 0;
let received = 0;
/** By how many bytes more than the rate allows had come at some moment. */
let excess = -Infinity;
let bucket: string;
beforeEach(async () => {
  server.hook = undefined;
  bucket = await freshBucket(client);
  time = 0;
  received = 0;
  excess = -Infinity;
});

const open = () =>
  new S3Storage({
    client,
    partSize: PART,
    bandwidth: createBandwidth({
      bytesPerSecond: RATE,
      now: () => time,
      sleep: async (ms) => {
        time += ms;
      },
    }),
  });

function arrived(bytes: number): void {
  received += bytes;
  excess = Math.max(excess, received - (RATE * time) / 1000);
}

it.each([
  ['objects that go whole', [1000, 200_000, 3_000_000]],
  ['an object that goes in parts', [4 * PART + 17]],
])('never sends faster than the rate: %s', async (_, sizes) => {
  server.hook = ({ operation, body }) => {
    if (/^(PutObject|UploadPart)$/.test(operation)) arrived(body.length);
    return undefined;
  };
  const storage = open();
  await Promise.all(
    sizes.map((size, i) =>
      storage.put({ bucket, key: `k${i}` }, bufferSource(new Uint8Array(size))),
    ),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(received).toBe(total);
  expect(excess).toBeLessThan(1);
  expect(time).toBeCloseTo(total / 1000);
});

it('never hands on faster than the rate', async () => {
  const storage = open();
  const address = { bucket, key: 'k' };
  await new S3Storage({ client }).put(address, bufferSource(new Uint8Array(3_000_000)));
  const { body } = await storage.get(address);
  for await (const chunk of body) arrived(chunk.length);
  expect(received).toBe(3_000_000);
  expect(excess).toBeLessThan(1);
  expect(time).toBeCloseTo(3000);
});
