import { spawn } from 'node:child_process';
import { createServer, request as ask } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createTestClient, FaultProxy, freshBucket, MemoryS3Server } from '../src/index.ts';
import { describeWithS3 } from '../src/vitest/index.ts';

describe('a fault proxy in front of the memory server', () => {
  let memory: MemoryS3Server;
  let proxy: FaultProxy;
  let client: S3Client;
  let Bucket: string;

  beforeEach(async () => {
    memory = await MemoryS3Server.start();
    proxy = await FaultProxy.start(memory);
    client = createTestClient(proxy.server, { maxAttempts: 1 });
    Bucket = await freshBucket(client);
    proxy.clearRequests();
    memory.clearRequests();
  });
  afterEach(async () => {
    client.destroy();
    await proxy.stop();
    await memory.stop();
  });

  const put = (Key: string, Body: string | Buffer = 'bytes', rest = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ...rest }));
  const get = (Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));
  const kept = (key: string) => memory.bucket(Bucket).objects.get(key)?.body.toString();

  test('without a rule passes everything and notes it', async () => {
    await put('key', Buffer.alloc(3 << 20, 1));
    const got = await get('key');
    expect((await got.Body?.transformToByteArray())?.length).toBe(3 << 20);
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'key' }));
    const seen = proxy.requests.map(({ number, operation, key, status, fault }) => [
      ...[number, operation, key, status, fault],
    ]);
    expect(seen).toEqual([
      [2, 'PutObject', 'key', 200, undefined],
      [3, 'GetObject', 'key', 200, undefined],
      [4, 'DeleteObject', 'key', 204, undefined],
    ]);
  });

  test('breaks the connection before the server hears of it', async () => {
    proxy.use({ match: { method: 'PUT' }, fault: { kind: 'reset-before' }, times: 1 });
    await expect(put('key')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(memory.requests).toEqual([]);
    expect(proxy.requests).toMatchObject([{ status: 0, fault: 'reset-before' }]);
    await put('key');
  });

  test('breaks the connection after the server has done it', async () => {
    proxy.use({ match: { method: 'PUT', nth: 2 }, fault: { kind: 'reset-after' } });
    await put('first');
    await expect(put('second')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(kept('second')).toBe('bytes');
    expect(memory.requests.map(({ status }) => status)).toEqual([200, 200]);
  });

  test.each([
    [503, 'SlowDown'],
    [429, 'TooManyRequests'],
    [500, 'InternalError'],
  ])('answers %i in the server’s place, as often as asked', async (status, name) => {
    proxy.use({ match: { key: /^key$/ }, fault: { kind: 'answer', status }, times: 2 });
    const failed = { name, $metadata: { httpStatusCode: status } };
    await expect(put('key', Buffer.alloc(1 << 20))).rejects.toMatchObject(failed);
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'key' }))).rejects.toMatchObject({
      $metadata: failed.$metadata,
    });
    expect(memory.requests).toEqual([]);
    await put('key');
  });

  test('is got over by a client that tries again', async () => {
    proxy.use({ match: { key: /^key$/ }, fault: { kind: 'answer', status: 503 }, times: 1 });
    const patient = createTestClient(proxy.server, { maxAttempts: 3 });
    const done = await patient.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'bytes' }));
    expect(done.$metadata.attempts).toBe(2);
    patient.destroy();
  });

  test.each(['answer', 'request'] as const)('lets the body of the %s go slowly', async (body) => {
    const bytes = Buffer.alloc(20_000, 1);
    proxy.use({ match: { key: /./ }, fault: { kind: 'slow', bytesPerSecond: 100_000, body } });
    const start = performance.now();
    await put('key', bytes);
    const sent = performance.now();
    expect(await (await get('key')).Body?.transformToByteArray()).toHaveLength(20_000);
    const slow = body === 'request' ? sent - start : performance.now() - sent;
    expect(slow).toBeGreaterThan(190);
    expect(kept('key')?.length).toBe(20_000);
  });

  test('ends an answer before its length', async () => {
    await put('key', Buffer.alloc(100_000, 1));
    proxy.use({ match: { method: 'GET' }, fault: { kind: 'truncate', bytes: 70_000 } });
    const { Body, ContentLength } = await get('key');
    expect(ContentLength).toBe(100_000);
    let size = 0;
    const read = async () => {
      // Node's client of the SDK gives a stream that can be iterated.
      for await (const chunk of Body as AsyncIterable<Buffer>) size += chunk.length;
    };
    await expect(read()).rejects.toThrow('aborted');
    expect(size).toBe(70_000);
  });

  test.each([
    ['first', 200],
    ['second', 412],
  ] as const)('sends a request twice and gives the %s answer', async (answer, status) => {
    proxy.use({ match: { method: 'PUT' }, fault: { kind: 'duplicate', answer } });
    const outcome = await put('key', 'bytes', { IfNoneMatch: '*' }).then(
      ({ $metadata }) => $metadata.httpStatusCode,
      (error: unknown) => (error as S3ServiceException).$metadata.httpStatusCode,
    );
    expect(outcome).toBe(status);
    expect(memory.requests.map((one) => one.status)).toEqual([200, 412]);
    expect(kept('key')).toBe('bytes');
  });

  test.each(['request', 'answer'] as const)('holds the %s until it is let go', async (part) => {
    let letGo = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    proxy.use({ match: { key: /held/ }, fault: { kind: 'hold', until, part } });
    let isAnswered = false;
    const held = put('held').then(() => {
      isAnswered = true;
    });
    await expect.poll(() => proxy.requests.length).toBe(1);
    if (part === 'answer') await expect.poll(() => kept('held')).toBe('bytes');
    // Another request overtakes it.
    await put('other');
    expect(isAnswered).toBe(false);
    expect(kept('held')).toBe(part === 'answer' ? 'bytes' : undefined);
    letGo();
    await held;
    expect(kept('held')).toBe('bytes');
  });

  test('tells a test of each request before it goes on, for a process to be killed at the n-th', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
    const ended = once(child, 'exit');
    proxy.onRequest = async ({ number }) => {
      if (number !== 3) return;
      child.kill('SIGKILL');
      await ended;
    };
    await put('second');
    expect(child.exitCode).toBeNull();
    await put('third');
    expect(child.signalCode).toBe('SIGKILL');
  });

  test('breaks the connection when the server has gone', async () => {
    await memory.stop();
    await expect(put('key')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(proxy.requests).toMatchObject([{ status: 0 }]);
  });
});

test('a fault proxy passes bytes on as they come, and headers as they are', async () => {
  const parts: string[] = [];
  const lines: string[][] = [];
  const target = createServer((incoming, response) => {
    lines.push([incoming.url ?? '', ...incoming.rawHeaders]);
    incoming.on('data', (chunk: Buffer) => parts.push(chunk.toString()));
    incoming.on('end', () => response.end('done'));
  });
  await new Promise<void>((resolve) => {
    target.listen(0, '127.0.0.1', resolve);
  });
  const { port } = target.address() as AddressInfo;
  const proxy = await FaultProxy.start({
    ...{ kind: 'given', version: 'any', region: 'us-east-1', forcePathStyle: true },
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    endpoint: `http://127.0.0.1:${port}`,
  });
  const headers = ['hOsT', 'bucket.example:1', 'X-Amz-Meta-A', 'é', 'x-amz-meta-a', '  two  words'];
  const path = '/bucket/a%2fb/../c?x=%7E&y';
  const sent = ask(proxy.server.endpoint, {
    path,
    method: 'PUT',
    headers: [...headers, 'Content-Length', '6', 'Connection', 'keep-alive'],
    setHost: false,
  });
  const answered = once(sent, 'response');
  // Node sends the headers of a request in the encoding of the first text of its body.
  sent.write(Buffer.from('one'));
  await expect.poll(() => parts).toEqual(['one']);
  sent.end(Buffer.from('two'));
  await answered;
  expect(parts).toEqual(['one', 'two']);
  const trimmed = headers.map((text) => text.trim());
  expect(lines).toEqual([[path, ...trimmed, 'Content-Length', '6', 'Connection', 'keep-alive']]);
  sent.destroy();
  await proxy.stop();
  target.closeAllConnections();
  target.close();
});

describeWithS3('a fault proxy in front of the run’s server', (server) => {
  test('keeps signatures valid', async () => {
    const proxy = await FaultProxy.start(server);
    const client = createTestClient(proxy.server);
    const Bucket = await freshBucket(client);
    for (const Key of ['a b+c%20d', 'ä/日本', '../up/./', '//double']) {
      const Metadata = { a: 'two  words' };
      await client.send(new PutObjectCommand({ Bucket, Key, Body: Key, Metadata }));
      const got = await client.send(new GetObjectCommand({ Bucket, Key }));
      expect(await got.Body?.transformToString()).toBe(Key);
    }
    client.destroy();
    await proxy.stop();
  });
});
