import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { bufferSource } from '@deltaglider/core';
import { rejectionOf } from '@deltaglider/testing';
import { createTestClient, MemoryS3Server } from '@repo/testbed';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3Storage } from '../src/index.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const at = { bucket: 'bucket', key: 'app/v1.zip' };

let server: MemoryS3Server;
beforeEach(async () => {
  server = await MemoryS3Server.start();
});
afterEach(async () => {
  await server.stop();
});

const open = (config = {}) =>
  new S3Storage({ client: createTestClient(server, config), clock: () => NOW });

/** The region that a URL is signed for. */
const regionOf = (url: string) =>
  new URL(url).searchParams.get('X-Amz-Credential')?.split('/').at(2);

describe('S3Storage.presign', () => {
  it('says who may read what, where, and until when, without asking anybody', async () => {
    const { url, expiresAt } = await open().presign(at, { expiresIn: 90 });
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).toBe(`${server.endpoint}/bucket/app/v1.zip`);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      'X-Amz-Credential': 'MEMORY/20261125/us-east-1/s3/aws4_request',
      'X-Amz-Date': '20261125T120000Z',
      'X-Amz-Expires': '90',
    });
    expect(expiresAt).toEqual(new Date('2026-11-25T12:01:30Z'));
    expect(server.requests).toEqual([]);
  });

  it('names the bucket in the host where the client does', async () => {
    const config = { endpoint: 'http://s3.example.com:9000', forcePathStyle: false };
    const { url } = await open(config).presign(at, { expiresIn: 90 });
    expect(url).toMatch(/^http:\/\/bucket\.s3\.example\.com:9000\/app\/v1\.zip\?/);
  });

  it('lets the answer have another type', async () => {
    const { url } = await open().presign(at, { expiresIn: 90, contentType: 'text/css' });
    expect(new URL(url).searchParams.get('response-content-type')).toBe('text/css');
  });

  it('ends with the credentials', async () => {
    const { accessKeyId, secretAccessKey } = server.credentials;
    const expiration = new Date('2026-11-25T12:00:30Z');
    const credentials = { accessKeyId, secretAccessKey, sessionToken: 'token', expiration };
    const storage = open({ credentials });
    const { url, expiresAt } = await storage.presign(at, { expiresIn: 90 });
    expect(expiresAt).toEqual(expiration);
    expect(new URL(url).searchParams.get('X-Amz-Security-Token')).toBe('token');
  });

  it('is for the region where the bucket was found', async () => {
    const client = createTestClient(server);
    const own = { bucket: 'far-away', key: 'app/v1.zip' };
    const CreateBucketConfiguration = { LocationConstraint: 'ap-south-1' } as const;
    await client.send(new CreateBucketCommand({ Bucket: own.bucket, CreateBucketConfiguration }));
    const storage = open({ followRegionRedirects: true });
    await storage.put(own, bufferSource(new Uint8Array(3)));
    expect(regionOf((await storage.presign(own, { expiresIn: 90 })).url)).toBe('us-east-1');
    expect(await storage.head(own)).toBeDefined();
    expect(regionOf((await storage.presign(own, { expiresIn: 90 })).url)).toBe('ap-south-1');
    expect(regionOf((await storage.presign(at, { expiresIn: 90 })).url)).toBe('us-east-1');
  });

  it.each([
    [{ bucket: '../x', key: 'k' }, 90],
    [{ bucket: 'bucket', key: '' }, 90],
    [at, 0],
    [at, 604_801],
  ])('refuses %j for %d seconds', async (address, expiresIn) => {
    const error = await rejectionOf(open().presign(address, { expiresIn }));
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('fails with what the credentials fail with', async () => {
    const credentials = async () => {
      throw Object.assign(new Error('none'), { name: 'CredentialsProviderError' });
    };
    const error = await rejectionOf(open({ credentials }).presign(at, { expiresIn: 90 }));
    expect(error).toMatchObject({
      code: 'CREDENTIALS_MISSING',
      message: expect.stringContaining('Cannot presign s3://bucket/app/v1.zip') as string,
    });
  });

  it('fails with the reason of the signal', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    expect(await rejectionOf(open().presign(at, { expiresIn: 90, signal }))).toBe(reason);
  });
});
