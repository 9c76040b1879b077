import {
  ListObjectsCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
  type ListObjectsV2CommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { createTestClient, freshBucket, MemoryS3Server } from '../../src/index.ts';
import { describeWithS3 } from '../../src/vitest/index.ts';
import { describeContract } from './contract.ts';
import { failure } from './failure.ts';

const KEYS = ['a', 'a/', 'a/x', 'a/y/z', 'a0', 'b c', 'b+c', 'zz/1', 'zz/2', 'é', 'ｆ', '😀'];

describeContract('listings', [], ({ client, bucket, holds }) => {
  const list = (rest: Partial<ListObjectsV2CommandInput> = {}) =>
    client().send(new ListObjectsV2Command({ Bucket: bucket(), ...rest }));
  const names = async (rest: Partial<ListObjectsV2CommandInput>) => {
    const { Contents = [], CommonPrefixes = [] } = await list(rest);
    return [...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix)];
  };

  beforeAll(async () => {
    for (const Key of KEYS) {
      await client().send(new PutObjectCommand({ Bucket: bucket(), Key, Body: Key }));
    }
  });

  holds('are in the order of UTF-8, whatever the page size', async () => {
    for (const pageSize of [1, 2, 5, 1000]) {
      const keys: (string | undefined)[] = [];
      const pages = paginateListObjectsV2({ client: client(), pageSize }, { Bucket: bucket() });
      for await (const { Contents = [] } of pages) keys.push(...Contents.map(({ Key }) => Key));
      expect(keys).toEqual(KEYS);
    }
  });

  holds('roll up what has the delimiter', async () => {
    expect(await names({ Delimiter: '/', Prefix: 'a' })).toEqual(['a', 'a0', 'a/']);
    expect(await names({ Delimiter: '/', Prefix: 'a/' })).toEqual(['a/', 'a/x', 'a/y/']);
    const page = await list({ Delimiter: '/', MaxKeys: 2 });
    expect(page).toMatchObject({ KeyCount: 2, IsTruncated: true, MaxKeys: 2, Delimiter: '/' });
  });

  holds('start behind a key, whether it is there or not', async () => {
    expect(await names({ StartAfter: 'zz/1' })).toEqual(['zz/2', 'é', 'ｆ', '😀']);
    expect(await names({ StartAfter: 'b' })).toEqual(KEYS.slice(KEYS.indexOf('b c')));
  });

  holds('say size, ETag and time of each, the owner on request', async () => {
    const { Contents = [] } = await list({ Prefix: 'b c' });
    expect(Contents).toHaveLength(1);
    expect(Contents[0]).toMatchObject({ Key: 'b c', Size: 3, StorageClass: 'STANDARD' });
    expect(Contents[0]?.ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(Contents[0]?.LastModified).toBeInstanceOf(Date);
    expect(Contents[0]?.Owner).toBeUndefined();
    const withOwner = await list({ Prefix: 'b c', FetchOwner: true });
    expect(withOwner.Contents?.[0]?.Owner?.ID).toBeTruthy();
  });

  holds('have names encoded on request', async () => {
    const { Contents = [] } = await list({ Prefix: 'b', EncodingType: 'url' });
    expect(Contents.map(({ Key }) => Key?.replaceAll('%20', '+'))).toEqual(['b+c', 'b%2Bc']);
  });

  holds('are empty without a Contents', async () => {
    const none = await list({ Prefix: 'nothing' });
    expect(none).toMatchObject({ KeyCount: 0, IsTruncated: false });
    expect(none.Contents).toBeUndefined();
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  holds('of the first version go on by markers', async () => {
    const found: (string | undefined)[] = [];
    let Marker: string | undefined;
    for (;;) {
      const input = { Bucket: bucket(), Delimiter: '/', MaxKeys: 2, Marker };
      const page = await client().send(new ListObjectsCommand(input));
      found.push(...(page.Contents ?? []).map(({ Key }) => Key));
      found.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
      if (page.IsTruncated !== true) break;
      Marker = page.NextMarker;
      expect(Marker).toBeDefined();
    }
    expect(found.sort()).toEqual(['a', 'a/', 'a0', 'b c', 'b+c', 'zz/', 'é', 'ｆ', '😀'].sort());
  });

  holds('of a bucket that is not there are refused', async () => {
    expect(await failure(list({ Bucket: 'there-is-no-such-bucket' }))).toBe('NoSuchBucket 404');
  });
});

describeWithS3('listings of the memory server and of the run’s server', (server) => {
  let memory: MemoryS3Server;
  let clients: S3Client[];
  let buckets: string[];
  const alphabet = ['a', 'b', '/', '-', 'é'];
  const word = (maxLength: number) =>
    fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength }).map((l) => l.join(''));

  beforeAll(async () => {
    memory = await MemoryS3Server.start();
    clients = [memory, server].map((one) => createTestClient(one));
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await memory.stop();
  });

  test('are the same for any keys, prefix, delimiter and page', async () => {
    const keys = fc.uniqueArray(word(5), { minLength: 1, maxLength: 12 });
    const query = fc.record({
      Prefix: fc.option(word(2), { nil: undefined }),
      Delimiter: fc.constantFrom(undefined, '/', '-'),
      StartAfter: fc.option(word(3), { nil: undefined }),
      MaxKeys: fc.integer({ min: 1, max: 4 }),
    });
    // What comes of a start inside of a rolled-up prefix is not documented: the gateway leaves the prefix out, here
    // it is listed for the keys that follow.
    const isTold = ({ Delimiter, StartAfter }: Partial<ListObjectsV2CommandInput>) =>
      Delimiter === undefined || StartAfter?.includes(Delimiter) !== true;
    const run = async ([names, queries]: [string[], Partial<ListObjectsV2CommandInput>[]]) => {
      buckets = await Promise.all(clients.map((client) => filled(client, names)));
      for (const one of queries) {
        const [left, right] = await Promise.all(
          clients.map((client, n) => everyPage(client, { ...one, Bucket: buckets[n] })),
        );
        expect(left).toEqual(right);
      }
    };
    const input = fc.tuple(keys, fc.array(query.filter(isTold), { minLength: 8, maxLength: 8 }));
    await fc.assert(fc.asyncProperty(input, run), { numRuns: 25 });
  });
});

async function filled(client: S3Client, keys: readonly string[]): Promise<string> {
  const bucket = await freshBucket(client);
  for (const Key of keys) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: '' }));
  }
  return bucket;
}

async function everyPage(
  client: S3Client,
  { MaxKeys, ...input }: ListObjectsV2CommandInput,
): Promise<unknown[]> {
  const found: unknown[] = [];
  const pageSize = MaxKeys ?? 1000;
  for await (const page of paginateListObjectsV2({ client, pageSize }, input)) {
    const { Contents = [], CommonPrefixes = [], KeyCount, IsTruncated } = page;
    found.push({
      keys: Contents.map(({ Key }) => Key),
      prefixes: CommonPrefixes.map(({ Prefix }) => Prefix),
      KeyCount,
      IsTruncated,
    });
  }
  return found;
}
