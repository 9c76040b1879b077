import { DeleteBucketWebsiteCommand, GetBucketWebsiteCommand } from '@aws-sdk/client-s3';
import { DeltaGliderError, type BucketAcl } from '@deltaglider/core';
import { rejectionOf } from '@deltaglider/testing';
import { createTestClient, freshBucket, MemoryS3Server } from '@repo/testbed';
import { describeWithRadosGateway, describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { S3Storage } from '../src/index.ts';

const EVERYBODY = 'http://acs.amazonaws.com/groups/global/AllUsers';
const SIGNED_IN = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';

/** Who may do what, in an order of its own. */
const rights = ({ owner, grants }: BucketAcl) =>
  grants
    .map(({ grantee, permission }) => {
      const who = grantee.uri ?? (grantee.id === owner.id ? 'owner' : grantee.id);
      return `${who} ${permission}`;
    })
    .sort();

describeWithS3('the ACL of a bucket', (server) => {
  const client = createTestClient(server);
  const storage = new S3Storage({ client });
  afterAll(() => {
    client.destroy();
  });

  let bucket: string;
  beforeEach(async () => {
    bucket = await freshBucket(client);
  });

  it('is the owner’s alone at first', async () => {
    const acl = await storage.getBucketAcl(bucket);
    expect(acl.owner.id).toMatch(/./);
    expect(rights(acl)).toEqual(['owner FULL_CONTROL']);
  });

  it('becomes a canned one', async () => {
    await storage.putBucketAcl(bucket, { acl: 'public-read' });
    const open = await storage.getBucketAcl(bucket);
    expect(rights(open)).toEqual([`${EVERYBODY} READ`, 'owner FULL_CONTROL']);
    await storage.putBucketAcl(bucket, { acl: 'private' });
    expect(rights(await storage.getBucketAcl(bucket))).toEqual(['owner FULL_CONTROL']);
  });

  it.each([
    ['read', 'READ'],
    ['readAcp', 'READ_ACP'],
    ['write', 'WRITE'],
    ['writeAcp', 'WRITE_ACP'],
    ['fullControl', 'FULL_CONTROL'],
  ])('becomes what a grant says: %s', async (name, permission) => {
    const { owner } = await storage.getBucketAcl(bucket);
    const own = { fullControl: `id="${owner.id ?? ''}"` };
    await storage.putBucketAcl(bucket, { grants: { ...own, [name]: `uri="${EVERYBODY}"` } });
    const others = rights(await storage.getBucketAcl(bucket)).filter(
      (each) => !each.startsWith('owner'),
    );
    expect(others).toEqual([`${EVERYBODY} ${permission}`]);
  });

  it('becomes what was read, and a grant more', async () => {
    const { owner, grants } = await storage.getBucketAcl(bucket);
    const more = { grantee: { uri: SIGNED_IN }, permission: 'READ' };
    await storage.putBucketAcl(bucket, { policy: { owner, grants: [...grants, more] } });
    const acl = await storage.getBucketAcl(bucket);
    expect(rights(acl)).toEqual([`${SIGNED_IN} READ`, 'owner FULL_CONTROL']);
    await storage.putBucketAcl(bucket, { policy: { owner, grants } });
    expect(rights(await storage.getBucketAcl(bucket))).toEqual(['owner FULL_CONTROL']);
  });

  it('is BUCKET_NOT_FOUND of a bucket that is not there', async () => {
    const none = `${bucket}-none`;
    for (const work of [
      () => storage.getBucketAcl(none),
      () => storage.putBucketAcl(none, { acl: 'private' }),
      () => storage.putBucketWebsite(none, { indexDocument: 'index.html' }),
    ]) {
      const error = await rejectionOf(work());
      // A store that serves no websites may say so first.
      expect(DeltaGliderError.is(error) && error.message).toContain(none);
      expect(error).toMatchObject({
        code: expect.stringMatching(/^(BUCKET_NOT_FOUND|UNSUPPORTED)$/) as string,
      });
    }
  });
});

const withWebsites = { conf: ['rgw_enable_static_website = true'] };
describeWithRadosGateway('a bucket on a gateway with websites', withWebsites, (gateway) => {
  it('becomes a website with an index, and with a page for errors', async () => {
    const client = createTestClient(gateway());
    const storage = new S3Storage({ client });
    const bucket = await freshBucket(client);
    const website = async () => {
      const { IndexDocument, ErrorDocument } = await client.send(
        new GetBucketWebsiteCommand({ Bucket: bucket }),
      );
      return [IndexDocument?.Suffix, ErrorDocument?.Key];
    };
    await storage.putBucketWebsite(bucket, { indexDocument: 'index.html' });
    expect(await website()).toEqual(['index.html', undefined]);
    await client.send(new DeleteBucketWebsiteCommand({ Bucket: bucket }));
    await storage.putBucketWebsite(bucket, { indexDocument: 'a.html', errorDocument: 'b.html' });
    expect(await website()).toEqual(['a.html', 'b.html']);
    client.destroy();
  });
});

describe('a store that has no such thing', () => {
  it.each([
    ['AccessControlListNotSupported', 400, 'the bucket takes no ACLs', 'BucketOwnerEnforced'],
    ['MethodNotAllowed', 405, 'the store does not have this', ''],
    ['NotImplemented', 501, 'the store does not have this', ''],
  ])('says %s, which is UNSUPPORTED', async (code, status, reason, hint) => {
    const server = await MemoryS3Server.start();
    const client = createTestClient(server, { maxAttempts: 1 });
    server.hook = () => ({ status, body: `<Error><Code>${code}</Code></Error>` });
    const storage = new S3Storage({ client });
    const error = await rejectionOf(storage.putBucketAcl('bucket', { acl: 'private' }));
    expect(error).toMatchObject({
      code: 'UNSUPPORTED',
      message: `Cannot set the ACL of the bucket bucket: ${reason} (${code}).`,
    });
    expect(DeltaGliderError.is(error) && (error.details.hint ?? '')).toContain(hint);
    client.destroy();
    await server.stop();
  });
});
