import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { bufferSource, type Engine } from '@deltaglider/core';
import { FsStorage } from '@deltaglider/storage-fs';
import { S3Storage } from '@deltaglider/storage-s3';
import { randomBytes } from '@deltaglider/testing';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { migrate, type MigrateOptions } from '../src/index.ts';
import { clientOf, laterClientOf } from './client-of.ts';
import { logicalTree, physicalRows } from './logical-tree.ts';
import { fillBucket, logicalKeys } from './python-tool-bucket.ts';
import { BUCKET } from './safety-engine.ts';
import { startChild, useChildProgram } from './s3-children.ts';
import { labelled } from './s3-versions.ts';

const md5 = () => createHash('md5');

describeWithS3('a migration on S3', (server) => {
  useChildProgram();
  let client: S3Client;
  let storage: S3Storage;
  let from: string;
  let to: string;
  let root: string;
  let journal: string;
  beforeAll(() => {
    client = createTestClient(server);
    storage = new S3Storage({ client });
  });
  afterAll(() => {
    client.destroy();
  });
  beforeEach(async () => {
    [from, to] = [await freshBucket(client), await freshBucket(client)];
    root = await mkdtemp(join(tmpdir(), 'deltaglider-s3-migration-'));
    journal = join(root, 'journal.jsonl');
  });
  afterEach(() => rm(root, { recursive: true }));

  const inStore = (engine: Engine, bucket: string) => ({ type: 'store' as const, engine, bucket });
  const run = (changes: Partial<MigrateOptions> = {}) =>
    migrate({
      source: inStore(clientOf(storage), from),
      destination: inStore(clientOf(storage, { md5 }), to),
      ...changes,
    });

  async function plain(key: string, bytes: Uint8Array, metadata = {}, bucket = from) {
    await storage.put({ bucket, key }, bufferSource(bytes), {
      metadata,
      properties: { contentType: 'application/x-test', cacheControl: 'no-store' },
      tags: { team: 'build' },
    });
  }

  it('keeps everything, and knows by ETag and digest what is there', async () => {
    for (const version of ['1', '2', '3']) {
      await plain(`app/${version}.zip`, labelled(version), { build: version });
    }
    await plain('notes.txt', labelled('notes'));
    const before = await physicalRows(storage, from);
    expect(await run()).toMatchObject({ succeeded: 4, failed: 0 });
    expect(await storage.head({ bucket: to, key: 'app/2.zip.delta' })).toBeDefined();
    expect(await logicalTree(clientOf(storage), to)).toEqual(
      await logicalTree(clientOf(storage), from),
    );
    expect(await physicalRows(storage, from)).toEqual(before);
    expect(await run({ journal })).toMatchObject({ scan: { objects: 0, current: 4 } });
    // Other content of the same size, and the same content with other metadata: its ETag stays.
    await plain('app/2.zip', labelled('4'), { build: '2' });
    const same = { bucket: from, key: 'app/3.zip' };
    await storage.copy(same, same, { metadata: { build: '33' } });
    expect(await run({ journal })).toMatchObject({ succeeded: 2, scan: { replacing: 2 } });
    expect(await logicalTree(clientOf(storage), to)).toEqual(
      await logicalTree(clientOf(storage), from),
    );
  });

  it('needs its journal for what was uploaded in parts, whose ETag is no digest', async () => {
    const parted = new S3Storage({ client, multipartThreshold: 5 << 20, partSize: 5 << 20 });
    const large = { bucket: from, key: 'large.bin' };
    const { etag } = await parted.put(large, bufferSource(randomBytes(1, 6 << 20)));
    expect(etag).toMatch(/-2$/);
    // In the second of its upload another one would look the same.
    await run({ journal });
    expect(await run({ journal })).toMatchObject({ succeeded: 1, scan: { replacing: 1 } });
    const source = inStore(laterClientOf(storage), from);
    await run({ source, journal });
    expect(await run({ source, journal })).toMatchObject({ scan: { objects: 0, current: 1 } });
    expect(await run()).toMatchObject({ succeeded: 1, scan: { replacing: 1 } });
  });

  it('restores a bucket of the Python tool, through a directory and back', async () => {
    await fillBucket(storage, from);
    const directory = new FsStorage({ root: join(root, 'store') });
    await directory.createBucket('between');
    const between = inStore(clientOf(directory), 'between');
    expect(await run({ destination: between })).toMatchObject({
      succeeded: logicalKeys.length,
      failed: 0,
    });
    expect(await run({ source: between })).toMatchObject({ succeeded: logicalKeys.length });
    expect(await logicalTree(clientOf(storage), to)).toEqual(
      await logicalTree(clientOf(storage), from),
    );
  });

  it.each([
    ['while it looks around', 'scanning', 2],
    ['before anything is copied', 'scanned', 1],
    ['while it copies the first', 'start', 1],
    ['after the first', 'result', 1],
    ['while it copies another', 'start', 4],
    ['near its end', 'result', 5],
  ])('goes on after a SIGKILL %s', async (_, word, count) => {
    // The child program knows one bucket.
    await client.send(new CreateBucketCommand({ Bucket: BUCKET })).catch(() => undefined);
    from = BUCKET;
    for (const version of ['1', '2', '3', '4']) {
      await plain(`app/${version}.zip`, labelled(version), { build: version });
    }
    await plain('lib/1.zip', labelled('5'));
    await plain('notes.txt', labelled('notes'));
    const before = await physicalRows(storage, from);
    const { process: child, end } = startChild(server, 'migrate', to, journal);
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split('\n').filter((line) => line === word).length >= count) child.kill('SIGKILL');
    });
    await end;
    expect(child.signalCode).toBe('SIGKILL');
    const source = inStore(laterClientOf(storage), from);
    const destination = inStore(clientOf(storage), to);
    const known = (await readFile(journal, 'utf8')).split('\n').length - 2;
    const { scan, failed } = await migrate({ source, destination, journal });
    expect(failed).toBe(0);
    expect(scan.current).toBeGreaterThanOrEqual(known);
    expect(await logicalTree(clientOf(storage), to)).toEqual(
      await logicalTree(clientOf(storage), from),
    );
    expect(await physicalRows(storage, from)).toEqual(before);
    expect(await migrate({ source, destination, journal })).toMatchObject({
      scan: { objects: 0, current: 6 },
    });
  });
});
