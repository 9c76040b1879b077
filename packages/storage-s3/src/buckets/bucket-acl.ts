import {
  GetBucketAclCommand,
  PutBucketAclCommand,
  type Grant,
  type Grantee,
  type PutBucketAclCommandInput,
} from '@aws-sdk/client-s3';
import type {
  AbortOptions,
  BucketAccess,
  BucketAcl,
  BucketGrant,
  BucketGrantee,
} from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { translated } from '../errors/from-s3-error.ts';
import { assertBucket } from '../requests/assert-address.ts';

export async function getBucketAcl(
  { client }: S3Context,
  bucket: string,
  { signal }: AbortOptions = {},
): Promise<BucketAcl> {
  assertBucket(bucket);
  const { Owner, Grants = [] } = await translated(
    { action: 'read the ACL of', bucket, signal },
    () =>
      client.send(new GetBucketAclCommand({ Bucket: bucket }), {
        ...(signal && { abortSignal: signal }),
      }),
  );
  return {
    owner: { id: Owner?.ID, displayName: Owner?.DisplayName },
    grants: Grants.map(fromGrant),
  };
}

export async function putBucketAcl(
  { client }: S3Context,
  { bucket, access }: { readonly bucket: string; readonly access: BucketAccess },
  { signal }: AbortOptions = {},
): Promise<void> {
  assertBucket(bucket);
  const command = new PutBucketAclCommand({ Bucket: bucket, ...toFields(access) });
  await translated({ action: 'set the ACL of', bucket, signal }, () =>
    client.send(command, { ...(signal && { abortSignal: signal }) }),
  );
}

function fromGrant({ Grantee = { Type: undefined }, Permission = 'READ' }: Grant): BucketGrant {
  return {
    grantee: {
      id: Grantee.ID,
      displayName: Grantee.DisplayName,
      uri: Grantee.URI,
      emailAddress: Grantee.EmailAddress,
    },
    permission: Permission,
  };
}

function toFields({ acl, grants = {}, policy }: BucketAccess): Partial<PutBucketAclCommandInput> {
  const fields = {
    ACL: acl,
    GrantFullControl: grants.fullControl,
    GrantRead: grants.read,
    GrantReadACP: grants.readAcp,
    GrantWrite: grants.write,
    GrantWriteACP: grants.writeAcp,
    AccessControlPolicy: policy && {
      Owner: { ID: policy.owner.id, DisplayName: policy.owner.displayName },
      Grants: policy.grants.map(toGrant),
    },
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function toGrant({ grantee, permission }: BucketGrant): Grant {
  const { id, displayName, uri, emailAddress } = grantee;
  return {
    Grantee: {
      Type: typeOf(grantee),
      ID: id,
      DisplayName: displayName,
      URI: uri,
      EmailAddress: emailAddress,
    },
    // Passed on as it is: a store may know more of them than the SDK's types.
    Permission: permission as Grant['Permission'],
  };
}

function typeOf({ uri, emailAddress }: BucketGrantee): NonNullable<Grantee['Type']> {
  if (uri !== undefined) return 'Group';
  return emailAddress === undefined ? 'CanonicalUser' : 'AmazonCustomerByEmail';
}
