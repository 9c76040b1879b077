import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Storage } from '@deltaglider/storage-s3';
import { MemoryListingCache } from '@deltaglider/core';
import { createTestClient, freshBucket, MemoryS3Server } from '@repo/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSync, type PlanItem, type PlanSyncOptions } from '../src/index.ts';
import { clientOf } from './client-of.ts';

const COUNT = 20_000;
/** Every so many is stored as a delta. */
const DELTA_EVERY = 40;
const PAGE = 1000;
const CONTENT = 'the same';
const STORED_AT = new Date('2026-01-01T00:00:00Z');
const OLDER = new Date('2025-01-01T00:00:00Z');

const server = await MemoryS3Server.start();
const client = createTestClient(server);
const listingCache = new MemoryListingCache();
const engine = clientOf(new S3Storage({ client }), { listingCache });
let bucket = '';
let root = '';

const nameOf = (index: number) => {
  const number = String(index).padStart(5, '0');
  return `${number.slice(0, 2)}/${number}.${index % DELTA_EVERY === 0 ? 'zip' : 'txt'}`;
};

/** Puts it there without a request: what is compared is a listing. */
function plant(key: string, metadata: Readonly<Record<string, string>>): void {
  const body = Buffer.from(CONTENT);
  const etag = `"${createHash('md5').update(key).digest('hex')}"`;
  server.bucket(bucket).objects.set(key, {
    key,
    body,
    etag,
    metadata,
    lastModified: STORED_AT,
    headers: {},
    storageClass: 'STANDARD',
    tags: [],
    encryption: { headers: {} },
    acl: 'private',
  });
}

beforeAll(async () => {
  bucket = await freshBucket(client);
  root = await mkdtemp(join(tmpdir(), 'dg-sync-many-'));
  const sha256 = createHash('sha256').update(CONTENT).digest('hex');
  const delta = {
    'dg-tool': 'deltaglider/0.0.0-test',
    'dg-file-sha256': sha256,
    'dg-file-size': String(CONTENT.length),
    'dg-created-at': STORED_AT.toISOString(),
    'dg-ref-path': 'reference.bin',
    'dg-ref-sha256': sha256,
    'dg-note': 'delta',
  };
  for (let index = 0; index < COUNT; index++) {
    const name = nameOf(index);
    if (index % 1000 === 0) await mkdir(join(root, name, '..'), { recursive: true });
    const path = join(root, name);
    await writeFile(path, CONTENT);
    await utimes(path, OLDER, OLDER);
    if (index % DELTA_EVERY === 0) plant(`p/${name}.delta`, delta);
    else plant(`p/${name}`, {});
  }
}, 180_000);

afterAll(async () => {
  client.destroy();
  await server.stop();
  await rm(root, { recursive: true });
});

/** Plans a sync of everything, or of what is in one directory. */
async function planned(directory: string, options: Partial<PlanSyncOptions> = {}) {
  server.clearRequests();
  const items: PlanItem[] = [];
  const source = { type: 'file', path: join(root, directory) } as const;
  const destination = { type: 'object', address: { bucket, key: `p/${directory}` } } as const;
  const plan = planSync({ engine, source, destination, delete: true, ...options });
  for await (const item of plan) items.push(item);
  return items;
}

/** How many requests of each kind there were. */
function requests(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation } of server.requests) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

describe('a sync of twenty thousand files that are all there', () => {
  it('costs a HEAD for each delta the first time, and from then on the pages of one listing', async () => {
    expect(await planned('')).toEqual([]);
    expect(requests()).toEqual({
      ListObjectsV2: COUNT / PAGE,
      HeadObject: COUNT / DELTA_EVERY,
    });
    expect(await planned('')).toEqual([]);
    expect(requests()).toEqual({ ListObjectsV2: COUNT / PAGE });
  }, 180_000);

  it('by checksum asks for nothing more where the listing has the digests, else for two HEADs each', async () => {
    const only = (pattern: string) =>
      [
        { type: 'exclude', pattern: '*' },
        { type: 'include', pattern },
      ] as const;
    expect(await planned('00', { checksum: true, filters: only('*.zip') })).toEqual([]);
    expect(requests()).toEqual({ ListObjectsV2: 1 });
    const message =
      'Compared by size and time, because no SHA-256 is recorded of them: 100 object(s).';
    expect(await planned('00', { checksum: true, filters: only('*9.txt') })).toEqual([
      { type: 'notice', message },
    ]);
    expect(requests()).toEqual({ ListObjectsV2: 1, HeadObject: 200 });
  });
});
