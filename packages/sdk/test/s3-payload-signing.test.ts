import { bufferSource } from '@deltaglider/core';
import { MemoryS3Server } from '@repo/testbed';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openS3Store } from '../src/index.ts';
import { useAwsWorld } from './aws-world.ts';

const world = useAwsWorld();
const address = { bucket: 'releases', key: 'app.txt' };

let server: MemoryS3Server;
beforeEach(async () => {
  server = await MemoryS3Server.start();
  vi.stubEnv('AWS_ACCESS_KEY_ID', server.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.credentials.secretAccessKey);
  vi.stubEnv('AWS_ENDPOINT_URL', server.endpoint);
});
afterEach(() => server.stop());

/** What requests say of the digest of their bodies, by operation. */
async function digests(block: string): Promise<Record<string, string | undefined>> {
  world.writeConfig(`[default]\ns3 =\n  multipart_threshold = 4B\n${block}`);
  const { storage, buckets, close } = await openS3Store();
  await buckets.createBucket(address.bucket);
  await storage.put(address, bufferSource(new Uint8Array(3)));
  await storage.put(address, bufferSource(new Uint8Array(5)));
  await storage.deleteMany(address.bucket, ['app.txt', 'other.txt']);
  await close?.();
  return Object.fromEntries(
    server.requests.map(({ operation, headers }) => [operation, headers['x-amz-content-sha256']]),
  );
}

const hash = expect.stringMatching(/^[0-9a-f]{64}$/) as string;

it('signs the bytes of uploads', async () => {
  expect(await digests('')).toMatchObject({ PutObject: hash, UploadPart: hash });
});

it('leaves them out where payload_signing_enabled is false, and nothing else', async () => {
  expect(await digests('  payload_signing_enabled = false\n')).toMatchObject({
    PutObject: 'UNSIGNED-PAYLOAD',
    UploadPart: 'UNSIGNED-PAYLOAD',
    CompleteMultipartUpload: hash,
    DeleteObjects: hash,
  });
});
