import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';

import { createTestClient, freshBucket } from '../../src/index.ts';
import { describeContract, type Deviation } from './contract.ts';
import { failure } from './failure.ts';

const deviations: Deviation[] = [
  { title: 'of the first region have an empty location', reason: "the zone group's name" },
  {
    title: 'lose many objects at once, but those that have changed',
    reason: 'no conditions',
    until: 20,
  },
];

describeContract('buckets', deviations, ({ client, server, bucket, holds }) => {
  const put = (Key: string) =>
    client().send(new PutObjectCommand({ Bucket: bucket(), Key, Body: 'bytes' }));

  holds('are made, found, listed and removed', async () => {
    const Bucket = await freshBucket(client());
    await client().send(new HeadBucketCommand({ Bucket }));
    const names = async () => {
      const { Buckets = [] } = await client().send(new ListBucketsCommand({}));
      return Buckets.map(({ Name }) => Name);
    };
    expect(await names()).toContain(Bucket);
    await client().send(new PutObjectCommand({ Bucket, Key: 'key', Body: '' }));
    const remove = () => client().send(new DeleteBucketCommand({ Bucket }));
    expect(await failure(remove())).toBe('BucketNotEmpty 409');
    const Delete = { Objects: [{ Key: 'key' }] };
    await client().send(new DeleteObjectsCommand({ Bucket, Delete }));
    await remove();
    expect(await names()).not.toContain(Bucket);
    expect(await failure(client().send(new HeadBucketCommand({ Bucket })))).toBe('NotFound 404');
    expect(await failure(remove())).toBe('NoSuchBucket 404');
  });

  holds('of the first region are made twice by their owner', async () => {
    await client().send(new CreateBucketCommand({ Bucket: bucket() }));
  });

  holds('are not made over somebody else’s', async () => {
    const { stranger } = server();
    const other = createTestClient({ ...server(), credentials: stranger ?? server().credentials });
    const made = other.send(new CreateBucketCommand({ Bucket: bucket() }));
    expect(await failure(made)).toBe('BucketAlreadyExists 409');
    expect((await other.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
    other.destroy();
  });

  holds('have names of a certain form', async () => {
    const made = client().send(new CreateBucketCommand({ Bucket: 'Not_A_Name' }));
    expect(await failure(made)).toBe('InvalidBucketName 400');
  });

  holds('of the first region have an empty location', async () => {
    const found = await client().send(new GetBucketLocationCommand({ Bucket: bucket() }));
    expect(found.LocationConstraint ?? '').toBe('');
  });

  holds('have no versions unless told', async () => {
    const found = await client().send(new GetBucketVersioningCommand({ Bucket: bucket() }));
    expect(found.Status).toBeUndefined();
  });

  holds('have the lifecycle that they were given', async () => {
    const Bucket = await freshBucket(client());
    const get = () => client().send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(await failure(get())).toBe('NoSuchLifecycleConfiguration 404');
    const rule = {
      ID: 'abort',
      Status: 'Enabled',
      Filter: { Prefix: 'x/' },
      Expiration: { Days: 3 },
    } as const;
    const LifecycleConfiguration = { Rules: [rule] };
    const input = { Bucket, LifecycleConfiguration };
    await client().send(new PutBucketLifecycleConfigurationCommand(input));
    expect((await get()).Rules).toEqual([rule]);
  });

  holds('lose many objects at once, missing ones too, in silence if asked', async () => {
    await put('batch/1');
    await put('batch/ä&<>"');
    const Objects = ['batch/1', 'batch/ä&<>"', 'batch/missing'].map((Key) => ({ Key }));
    const loud = { Bucket: bucket(), Delete: { Objects } };
    const { Deleted, Errors } = await client().send(new DeleteObjectsCommand(loud));
    expect(Deleted?.map(({ Key }) => Key).sort()).toEqual(Objects.map(({ Key }) => Key).sort());
    expect(Errors).toBeUndefined();
    await put('batch/1');
    const quiet = { Bucket: bucket(), Delete: { Objects, Quiet: true } };
    expect((await client().send(new DeleteObjectsCommand(quiet))).Deleted).toBeUndefined();
    const rest = { Bucket: bucket(), Prefix: 'batch/' };
    expect((await client().send(new ListObjectsV2Command(rest))).KeyCount).toBe(0);
  });

  holds('lose many objects at once, but those that have changed', async () => {
    const { ETag } = await put('kept');
    await put('lost');
    const other = '"0123456789abcdef0123456789abcdef"';
    const Objects = [
      { Key: 'kept', ETag: other },
      { Key: 'lost', ETag },
    ];
    const input = { Bucket: bucket(), Delete: { Objects } };
    const { Deleted, Errors } = await client().send(new DeleteObjectsCommand(input));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['lost']);
    expect(Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([['kept', 'PreconditionFailed']]);
  });

  holds('do not take more than a thousand deletions at once', async () => {
    const Objects = Array.from({ length: 1001 }, (_, n) => ({ Key: String(n) }));
    const input = { Bucket: bucket(), Delete: { Objects } };
    expect(await failure(client().send(new DeleteObjectsCommand(input)))).toMatch(/400$/);
  });
});
