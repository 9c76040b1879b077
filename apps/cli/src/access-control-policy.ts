import { readFile } from 'node:fs/promises';
import { usageError } from '@deltaglider/cli-kit';
import type { BucketAcl, BucketGrant, BucketGrantee, BucketOwner } from '@deltaglider/core';

const FLAG = '--access-control-policy';
const FILE = 'file://';
const HINT =
  'Give what get-bucket-acl writes: {"Owner": {"ID": …}, "Grants": [{"Grantee": {"ID": …}, "Permission": …}]}.';

/**
 * An ACL as `aws` spells it, or `file://path` of one.
 * @throws usage error for a file that cannot be read, and for text that is no ACL.
 */
export async function readAccessControlPolicy(text: string): Promise<BucketAcl> {
  const json = text.startsWith(FILE) ? await readText(text.slice(FILE.length)) : text;
  const document = recordOf(parse(json));
  const grants: unknown = document?.Grants;
  const owner = recordOf(document?.Owner);
  if (owner === undefined || !Array.isArray(grants)) throw malformed('it has no Owner and Grants');
  return { owner: ownerOf(owner), grants: grants.map(grantOf) };
}

/** An ACL as `aws` spells it. */
export function toAclDocument({ owner, grants }: BucketAcl): object {
  return {
    Owner: { DisplayName: owner.displayName, ID: owner.id },
    Grants: grants.map(({ grantee, permission }) => ({
      Grantee: {
        DisplayName: grantee.displayName,
        EmailAddress: grantee.emailAddress,
        ID: grantee.id,
        Type: typeOf(grantee),
        URI: grantee.uri,
      },
      Permission: permission,
    })),
  };
}

function typeOf({ uri, emailAddress }: BucketGrantee): string {
  if (uri !== undefined) return 'Group';
  return emailAddress === undefined ? 'CanonicalUser' : 'AmazonCustomerByEmail';
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(`argument ${FLAG}: ${path} cannot be read: ${reason}`);
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw malformed(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function grantOf(value: unknown): BucketGrant {
  const grant = recordOf(value);
  const grantee = recordOf(grant?.Grantee);
  const permission = textOf(grant?.Permission);
  const uri = textOf(grantee?.URI);
  const emailAddress = textOf(grantee?.EmailAddress);
  const known = grantee && { ...ownerOf(grantee), uri, emailAddress };
  const isNamed = [known?.id, uri, emailAddress].some((each) => each !== undefined);
  if (known !== undefined && isNamed && permission !== undefined) {
    return { grantee: known, permission };
  }
  throw malformed(
    'each of its Grants needs a Permission, and a Grantee with ID, URI or EmailAddress',
  );
}

function ownerOf(owner: Readonly<Record<string, unknown>>): BucketOwner {
  return { id: textOf(owner.ID), displayName: textOf(owner.DisplayName) };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  // Any object of JSON is one.
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function malformed(reason: string): Error {
  return usageError(`argument ${FLAG}: this is no access control policy; ${reason}.`, HINT);
}
