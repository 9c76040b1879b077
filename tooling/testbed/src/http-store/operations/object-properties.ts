import { bucketOf, objectOf, type Call, type Operation } from '../call.ts';
import { unquote } from '../checks/conditions.ts';
import { aclOf } from '../checks/description-of.ts';
import { checkReadable } from '../checks/encryption.ts';
import { tagsOfXml } from '../checks/tags.ts';
import { refuse } from '../s3-error.ts';
import type { StoredObject } from '../store/stored-object.ts';
import { xmlDocument, type XmlContent } from '../wire/xml-writer.ts';
import { ownerXml } from './buckets.ts';

export const getObjectTagging: Operation = (call) => {
  const Tag = objectOf(call).tags.map(({ key, value }) => ({ Key: key, Value: value }));
  return { body: xmlDocument('Tagging', { TagSet: { Tag } }) };
};

export const putObjectTagging: Operation = (call) => {
  const object = objectOf(call);
  change(call, { ...object, tags: tagsOfXml(call.request.body) });
  return {};
};

export const deleteObjectTagging: Operation = (call) => {
  change(call, { ...objectOf(call), tags: [] });
  return { status: 204 };
};

/** Grants of each canned ACL beside the owner's own. */
const GRANTS: Readonly<Record<string, readonly (readonly [group: string, permission: string])[]>> =
  {
    'public-read': [['global/AllUsers', 'READ']],
    'public-read-write': [
      ['global/AllUsers', 'READ'],
      ['global/AllUsers', 'WRITE'],
    ],
    'authenticated-read': [['global/AuthenticatedUsers', 'READ']],
  };

export const getObjectAcl: Operation = (call) => {
  const { acl } = objectOf(call);
  const { owner } = bucketOf(call);
  const grants = (GRANTS[acl] ?? []).map(([group, permission]) =>
    grant('Group', { URI: `http://acs.amazonaws.com/groups/${group}` }, permission),
  );
  return {
    body: xmlDocument('AccessControlPolicy', {
      Owner: ownerXml(owner),
      AccessControlList: {
        Grant: [grant('CanonicalUser', ownerXml(owner), 'FULL_CONTROL'), ...grants],
      },
    }),
  };
};

function grant(type: string, grantee: XmlContent, permission: string): XmlContent {
  const schema = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  return { [`Grantee ${schema} xsi:type="${type}"`]: grantee, Permission: permission };
}

/** Canned ACLs alone: a document of grants is answered with 501. */
export const putObjectAcl: Operation = (call) => {
  const object = objectOf(call);
  if (call.request.headers['x-amz-acl'] === undefined) {
    throw refuse.notImplemented('x-amz-acl', 'Only canned ACLs');
  }
  change(call, { ...object, acl: aclOf(call.request.headers) });
  return {};
};

export const getObjectAttributes: Operation = (call) => {
  const { headers } = call.request;
  const object = objectOf(call);
  checkReadable(object.encryption, headers);
  const wanted = (headers['x-amz-object-attributes'] ?? '').split(',').map((name) => name.trim());
  if (wanted.join('') === '') {
    throw refuse.invalidRequest(
      'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty.',
    );
  }
  const { checksum, parts } = object;
  const all: Record<string, XmlContent> = {
    ETag: unquote(object.etag),
    Checksum: checksum && { [`Checksum${checksum.algorithm}`]: checksum.value },
    ObjectParts: parts && { PartsCount: parts.length },
    StorageClass: object.storageClass,
    ObjectSize: object.body.length,
  };
  const entries = Object.entries(all).filter(([name]) => wanted.includes(name));
  return {
    headers: { 'last-modified': object.lastModified.toUTCString() },
    body: xmlDocument('GetObjectAttributesResponse', Object.fromEntries(entries)),
  };
};

/** Neither tags nor ACLs count as a modification. */
function change(call: Call, object: StoredObject): void {
  bucketOf(call).objects.set(object.key, object);
}
