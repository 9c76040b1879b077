import { Agent } from 'node:http';
import { bufferSource, collect } from '@deltaglider/core';
import { outcomeOf, randomBytes, rejectionOf, sha256Hex } from '@deltaglider/testing';
import { createTestClient, FaultProxy, freshBucket, MemoryS3Server } from '@repo/testbed';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { S3Storage } from '../src/index.ts';

const SIZE = 20_000_000;
const bytes = randomBytes(1, SIZE);
const server = await MemoryS3Server.start();
const proxy = await FaultProxy.start(server);
const agent = new Agent({ keepAlive: false });
const client = createTestClient(proxy.server, { requestHandler: { httpAgent: agent } });
const storage = new S3Storage({ client });
let bucket: string;
const at = (key: string) => ({ bucket, key });

beforeAll(async () => {
  bucket = await freshBucket(client);
  await storage.put(at('large'), bufferSource(bytes));
});
beforeEach(() => {
  proxy.clearRules();
  proxy.clearRequests();
});
afterAll(async () => {
  client.destroy();
  await proxy.stop();
  await server.stop();
});

const gets = () => proxy.requests.filter(({ operation }) => operation === 'GetObject');
const openSockets = (): number =>
  Object.values(agent.sockets).reduce((sum, sockets) => sum + (sockets?.length ?? 0), 0);
const expectNoSockets = () =>
  vi.waitFor(() => {
    expect(openSockets()).toBe(0);
  });

it('takes up a body again where it broke, of the same version', async () => {
  proxy.use({
    match: { operation: 'GetObject' },
    fault: { kind: 'truncate', bytes: 7_000_000 },
    times: 2,
  });
  const { body, etag } = await storage.get(at('large'));
  expect(sha256Hex(await collect(body))).toBe(sha256Hex(bytes));
  expect(gets().map(({ headers }) => [headers.range, headers['if-match']])).toEqual([
    [undefined, undefined],
    [`bytes=7000000-${SIZE - 1}`, `"${etag}"`],
    [`bytes=14000000-${SIZE - 1}`, `"${etag}"`],
  ]);
  await expectNoSockets();
});

it('gives exactly the range that was asked for, also when it breaks', async () => {
  proxy.use({
    match: { operation: 'GetObject' },
    fault: { kind: 'truncate', bytes: 1_000 },
    times: 1,
  });
  const { body } = await storage.get(at('large'), { range: { start: 100, end: 5_000 } });
  expect(Buffer.compare(await collect(body), bytes.subarray(100, 5_000))).toBe(0);
});

it('takes a slow body as it comes', async () => {
  await storage.put(at('slow'), bufferSource(bytes.subarray(0, 40_000)));
  proxy.use({
    match: { operation: 'GetObject' },
    fault: { kind: 'slow', bytesPerSecond: 200_000 },
  });
  expect(await collect((await storage.get(at('slow'))).body)).toHaveLength(40_000);
});

it('never mixes two versions', async () => {
  await storage.put(at('changing'), bufferSource(bytes.subarray(0, 5_000_000)));
  proxy.use({
    match: { operation: 'GetObject' },
    fault: { kind: 'truncate', bytes: 2_000_000 },
    times: 1,
  });
  const { body } = await storage.get(at('changing'));
  await storage.put(at('changing'), bufferSource(bytes.subarray(1, 5_000_001)));
  expect(await outcomeOf(collect(body))).toBe('PRECONDITION_FAILED');
  await expectNoSockets();
});

it('gives up a body that breaks again and again without a byte', async () => {
  proxy.use({ match: { operation: 'GetObject' }, fault: { kind: 'truncate', bytes: 0 } });
  const { body } = await storage.get(at('large'));
  expect(await outcomeOf(collect(body))).toBe('STORAGE_UNAVAILABLE');
  await expectNoSockets();
});

it('lets go of its connection when it is left, aborted, or never read', async () => {
  const left = await storage.get(at('large'));
  for await (const chunk of left.body) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  await expectNoSockets();
  const controller = new AbortController();
  const aborted = await storage.get(at('large'), { signal: controller.signal });
  controller.abort(new Error('enough'));
  expect(await rejectionOf(collect(aborted.body))).toBe(controller.signal.reason);
  await expectNoSockets();
  const unread = await storage.get(at('large'));
  await unread.body[Symbol.asyncIterator]().return?.();
  await expectNoSockets();
});
