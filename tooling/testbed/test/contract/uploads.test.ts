import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type CompleteMultipartUploadCommandInput,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';

import { describeContract, type Deviation } from './contract.ts';
import { failure } from './failure.ts';

const deviations: Deviation[] = [
  {
    title: 'is not completed over another object under If-None-Match',
    reason: 'ignores it',
    until: 20,
  },
  { title: 'is not completed out of order', reason: 'sorts them' },
  { title: 'is not completed after it was aborted', reason: '500, "already in progress"' },
];

const FIVE_MIB = Buffer.alloc(5 << 20, 'x');

describeContract('a multipart upload', deviations, ({ client, bucket, holds }) => {
  const create = async (Key: string, rest = {}) => {
    const made = await client().send(
      new CreateMultipartUploadCommand({ Bucket: bucket(), Key, ...rest }),
    );
    return { Bucket: bucket(), Key, UploadId: made.UploadId };
  };
  type Upload = Awaited<ReturnType<typeof create>>;
  const part = async (upload: Upload, PartNumber: number, Body: Buffer | string) => {
    const sent = await client().send(new UploadPartCommand({ ...upload, PartNumber, Body }));
    return { PartNumber, ETag: sent.ETag };
  };
  const complete = (
    upload: Upload,
    Parts: CompletedPart[],
    rest: Partial<CompleteMultipartUploadCommandInput> = {},
  ) => {
    const input = { ...upload, MultipartUpload: { Parts }, ...rest };
    return client().send(new CompleteMultipartUploadCommand(input));
  };
  const head = (Key: string) => client().send(new HeadObjectCommand({ Bucket: bucket(), Key }));

  holds('becomes one object with what was said at its start', async () => {
    const upload = await create('large', { Metadata: { a: '1' }, ContentType: 'text/plain' });
    const second = await part(upload, 2, 'end');
    const first = await part(upload, 1, FIVE_MIB);
    expect(await failure(head('large'))).toBe('NotFound 404');
    await complete(upload, [first, second]);
    const found = await head('large');
    expect(found).toMatchObject({
      Metadata: { a: '1' },
      ContentType: 'text/plain',
      ContentLength: FIVE_MIB.length + 3,
    });
    expect(found.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const input = { Bucket: bucket(), Key: 'large', Range: 'bytes=-4' };
    const got = await client().send(new GetObjectCommand(input));
    expect(await got.Body?.transformToString()).toBe('xend');
  });

  holds('takes a part of another object', async () => {
    const Body = Buffer.concat([Buffer.from('skip'), FIVE_MIB]);
    await client().send(new PutObjectCommand({ Bucket: bucket(), Key: 'from', Body }));
    const upload = await create('assembled');
    const CopySource = `${bucket()}/from`;
    const CopySourceRange = `bytes=4-${Body.length - 1}`;
    const copied = await client().send(
      new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource, CopySourceRange }),
    );
    const first = { PartNumber: 1, ETag: copied.CopyPartResult?.ETag };
    await complete(upload, [first, await part(upload, 2, 'end')]);
    expect((await head('assembled')).ContentLength).toBe(FIVE_MIB.length + 3);
  });

  holds('lists its parts, a page at a time', async () => {
    const upload = await create('listed');
    for (const number of [3, 1, 2]) await part(upload, number, `part ${number}`);
    const page = await client().send(new ListPartsCommand({ ...upload, MaxParts: 2 }));
    expect(page.IsTruncated).toBe(true);
    expect(page.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 6],
      [2, 6],
    ]);
    const PartNumberMarker = page.NextPartNumberMarker;
    const rest = await client().send(new ListPartsCommand({ ...upload, PartNumberMarker }));
    expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3]);
    await client().send(new AbortMultipartUploadCommand(upload));
  });

  holds('is listed until it is aborted', async () => {
    const upload = await create('open/one');
    const uploads = async () => {
      const input = { Bucket: bucket(), Prefix: 'open/' };
      const { Uploads = [] } = await client().send(new ListMultipartUploadsCommand(input));
      return Uploads.map(({ Key, UploadId }) => ({ Key, UploadId }));
    };
    expect(await uploads()).toEqual([{ Key: 'open/one', UploadId: upload.UploadId }]);
    await client().send(new AbortMultipartUploadCommand(upload));
    expect(await uploads()).toEqual([]);
    expect(await failure(part(upload, 1, 'late'))).toBe('NoSuchUpload 404');
  });

  holds('is not completed after it was aborted', async () => {
    const upload = await create('aborted');
    const parts = [await part(upload, 1, 'bytes')];
    await client().send(new AbortMultipartUploadCommand(upload));
    expect(await failure(complete(upload, parts))).toBe('NoSuchUpload 404');
  });

  holds('is not completed with a part that is not there', async () => {
    const upload = await create('wrong-part');
    await part(upload, 1, 'bytes');
    const other = [{ PartNumber: 1, ETag: '"0123456789abcdef0123456789abcdef"' }];
    expect(await failure(complete(upload, other))).toBe('InvalidPart 400');
    const absent = [{ PartNumber: 2, ETag: '"0123456789abcdef0123456789abcdef"' }];
    expect(await failure(complete(upload, absent))).toBe('InvalidPart 400');
  });

  holds('is not completed with small parts', async () => {
    const upload = await create('small');
    const parts = [await part(upload, 1, 'small'), await part(upload, 2, 'end')];
    expect(await failure(complete(upload, parts))).toBe('EntityTooSmall 400');
  });

  holds('is not completed out of order', async () => {
    const upload = await create('order');
    const parts = [await part(upload, 2, FIVE_MIB), await part(upload, 1, FIVE_MIB)];
    expect(await failure(complete(upload, parts))).toBe('InvalidPartOrder 400');
  });

  holds('is not completed over another object under If-None-Match', async () => {
    await client().send(new PutObjectCommand({ Bucket: bucket(), Key: 'taken', Body: 'other' }));
    const upload = await create('taken');
    const parts = [await part(upload, 1, 'bytes')];
    const completed = complete(upload, parts, { IfNoneMatch: '*' });
    expect(await failure(completed)).toBe('PreconditionFailed 412');
    expect((await head('taken')).ContentLength).toBe(5);
  });
});
