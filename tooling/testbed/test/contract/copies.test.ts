import {
  CopyObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type CopyObjectCommandInput,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';

import { describeContract, type Deviation } from './contract.ts';
import { failure } from './failure.ts';

const deviations: Deviation[] = [
  { title: 'tells its ETag in quotes', reason: 'tells it without', until: 18 },
  { title: 'has other tags on request', reason: 'keeps those of the source' },
  { title: 'is made only of the source that was meant', reason: 'takes any', until: 18 },
  { title: 'is not made of the source that was excluded', reason: 'takes it, or answers 304' },
  { title: 'is not written over another object under If-None-Match', reason: 'ignores it' },
  { title: 'has the usual storage class unless told', reason: "keeps the source's", until: 18 },
];

describeContract('a copy', deviations, ({ client, bucket, holds }) => {
  const put = (Key: string, rest: Partial<PutObjectCommandInput> = {}) =>
    client().send(new PutObjectCommand({ Bucket: bucket(), Key, Body: 'bytes', ...rest }));
  const copy = (from: string, Key: string, rest: Partial<CopyObjectCommandInput> = {}) => {
    const CopySource = `${bucket()}/${encodeURIComponent(from)}`;
    return client().send(new CopyObjectCommand({ Bucket: bucket(), Key, CopySource, ...rest }));
  };
  const head = (Key: string) => client().send(new HeadObjectCommand({ Bucket: bucket(), Key }));
  const tags = async (Key: string) =>
    (await client().send(new GetObjectTaggingCommand({ Bucket: bucket(), Key }))).TagSet;

  holds('takes the metadata along, or other metadata', async () => {
    await put('source', { Metadata: { a: '1' }, ContentType: 'text/plain' });
    await copy('source', 'copy');
    expect(await head('copy')).toMatchObject({ Metadata: { a: '1' }, ContentType: 'text/plain' });
    const replaced = { MetadataDirective: 'REPLACE', Metadata: { b: '2' } } as const;
    await copy('source', 'copy', replaced);
    expect((await head('copy')).Metadata).toEqual({ b: '2' });
  });

  holds('tells its ETag in quotes', async () => {
    await put('etag');
    const { CopyObjectResult } = await copy('etag', 'copy');
    expect(CopyObjectResult?.ETag).toMatch(/^"[0-9a-f]{32}"$/);
  });

  holds('takes the tags along', async () => {
    await put('tagged', { Tagging: 'a=1' });
    await copy('tagged', 'tagged-copy');
    expect(await tags('tagged-copy')).toEqual([{ Key: 'a', Value: '1' }]);
  });

  holds('has other tags on request', async () => {
    await put('tagged', { Tagging: 'a=1' });
    await copy('tagged', 'tagged-copy', { TaggingDirective: 'REPLACE', Tagging: 'b=2' });
    expect(await tags('tagged-copy')).toEqual([{ Key: 'b', Value: '2' }]);
  });

  holds('comes from a key of any signs', async () => {
    await put('ä b+c%/?');
    await copy('ä b+c%/?', 'plain');
    expect((await head('plain')).ContentLength).toBe(5);
  });

  holds('of what is missing is refused', async () => {
    expect(await failure(copy('missing', 'copy'))).toBe('NoSuchKey 404');
    const elsewhere = { CopySource: 'there-is-no-such-bucket/key' };
    expect(await failure(copy('', 'copy', elsewhere))).toBe('NoSuchBucket 404');
  });

  holds('is made only of the source that was meant', async () => {
    const { ETag } = await put('meant');
    const stale = { CopySourceIfMatch: '"0123456789abcdef0123456789abcdef"' };
    expect(await failure(copy('meant', 'copy', stale))).toBe('PreconditionFailed 412');
    await copy('meant', 'copy', { CopySourceIfMatch: ETag });
  });

  holds('is not made of the source that was excluded', async () => {
    const { ETag } = await put('excluded');
    const same = { CopySourceIfNoneMatch: ETag };
    expect(await failure(copy('excluded', 'copy', same))).toBe('PreconditionFailed 412');
  });

  holds('is not written over another object under If-None-Match', async () => {
    await put('source-of-new');
    await put('taken', { Body: 'other' });
    const onlyNew = { IfNoneMatch: '*' };
    expect(await failure(copy('source-of-new', 'taken', onlyNew))).toBe('PreconditionFailed 412');
    await copy('source-of-new', 'free', onlyNew);
  });

  holds('onto itself that changes nothing is refused', async () => {
    await put('self', { Metadata: { a: '1' } });
    expect(await failure(copy('self', 'self'))).toBe('InvalidRequest 400');
    await copy('self', 'self', { MetadataDirective: 'REPLACE', Metadata: { b: '2' } });
    expect((await head('self')).Metadata).toEqual({ b: '2' });
  });

  holds('has the usual storage class unless told', async () => {
    await put('cold', { StorageClass: 'STANDARD_IA' });
    await copy('cold', 'warm');
    expect((await head('warm')).StorageClass).toBeUndefined();
  });

  holds('has the storage class that it was told', async () => {
    await put('cold', { StorageClass: 'STANDARD_IA' });
    await copy('cold', 'cold-too', { StorageClass: 'STANDARD_IA' });
    expect((await head('cold-too')).StorageClass).toBe('STANDARD_IA');
  });
});
