import {
  DeleteObjectTaggingCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';

import { describeContract, type Deviation } from './contract.ts';
import { failure } from './failure.ts';

const deviations: Deviation[] = [
  { title: 'attributes are told as asked', reason: 'leaves the size out, or knows none' },
];

describeContract('beside its bytes an object has properties:', deviations, (subject) => {
  const { client, bucket, holds } = subject;
  const at = (Key: string) => ({ Bucket: bucket(), Key });
  const put = (Key: string, rest = {}) =>
    client().send(new PutObjectCommand({ ...at(Key), Body: 'bytes', ...rest }));
  const tags = async (Key: string) => {
    const { TagSet = [] } = await client().send(new GetObjectTaggingCommand(at(Key)));
    return Object.fromEntries(TagSet.map((tag) => [tag.Key ?? '', tag.Value ?? '']));
  };

  holds('tags come with a put, are replaced and removed', async () => {
    await put('tags', { Tagging: 'a=1&b%20c=%C3%A4' });
    expect(await tags('tags')).toEqual({ a: '1', 'b c': 'ä' });
    const Tagging = { TagSet: [{ Key: 'd', Value: '<&>' }] };
    await client().send(new PutObjectTaggingCommand({ ...at('tags'), Tagging }));
    expect(await tags('tags')).toEqual({ d: '<&>' });
    await client().send(new DeleteObjectTaggingCommand(at('tags')));
    expect(await tags('tags')).toEqual({});
  });

  holds('tags are counted in the answer to a reader', async () => {
    await put('count', { Tagging: 'a=1&b=2' });
    expect((await client().send(new GetObjectCommand(at('count')))).TagCount).toBe(2);
    await put('count');
    expect((await client().send(new GetObjectCommand(at('count')))).TagCount).toBeUndefined();
  });

  holds('tags are ten at most', async () => {
    const Tagging = Array.from({ length: 11 }, (_, n) => `t${n}=x`).join('&');
    expect(await failure(put('many', { Tagging }))).toMatch(/400$/);
    expect(await failure(client().send(new GetObjectTaggingCommand(at('many'))))).toBe(
      'NoSuchKey 404',
    );
  });

  holds('a canned ACL is what it says', async () => {
    const grants = async () => {
      const { Grants = [] } = await client().send(new GetObjectAclCommand(at('acl')));
      return Grants.map(
        ({ Grantee, Permission }) => `${Grantee?.URI ?? 'owner'} ${Permission ?? ''}`,
      );
    };
    await put('acl');
    expect(await grants()).toEqual(['owner FULL_CONTROL']);
    await client().send(new PutObjectAclCommand({ ...at('acl'), ACL: 'public-read' }));
    expect((await grants()).sort()).toEqual([
      'http://acs.amazonaws.com/groups/global/AllUsers READ',
      'owner FULL_CONTROL',
    ]);
  });

  holds('attributes are told as asked', async () => {
    const { ETag } = await put('attributes');
    const input = { ...at('attributes'), ObjectAttributes: ['ETag', 'ObjectSize'] };
    const found = await client().send(
      new GetObjectAttributesCommand({ ...input, ObjectAttributes: ['ETag', 'ObjectSize'] }),
    );
    expect(found).toMatchObject({ ETag: ETag?.replaceAll('"', ''), ObjectSize: 5 });
    expect(found.StorageClass).toBeUndefined();
  });
});
