import { GRANT, parseGrants, usageError, withGrammar } from '@deltaglider/cli-kit';
import type { ObjectAccess, ObjectPlacement } from '@deltaglider/core';
import { Flags } from '@oclif/core';

const helpGroup = 'OBJECT';

const ACLS = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
  'log-delivery-write',
];

/** How S3 keeps an object, and who may do what with it. */
export const placementFlags = {
  'storage-class': Flags.string({
    summary: 'The storage class, like STANDARD_IA',
    helpGroup,
    helpValue: '<class>',
  }),
  sse: withGrammar(
    Flags.string({
      summary: 'Encryption by the store; AES256 when no value is given',
      helpGroup,
      options: ['AES256', 'aws:kms', 'aws:kms:dsse'],
    }),
    { valueless: 'AES256' },
  ),
  'sse-kms-key-id': Flags.string({
    summary: 'The key of KMS to encrypt with',
    helpGroup,
    helpValue: '<id>',
  }),
  acl: Flags.string({
    summary: 'A canned ACL, like bucket-owner-full-control; what is public is stored whole',
    helpGroup,
    helpValue: '<name>',
    options: ACLS,
  }),
  grants: withGrammar(
    Flags.string({
      summary: 'Who may read, full, readacl or writeacl: read=uri=<group> full=id=<account>',
      helpGroup,
      helpValue: '<grant>',
      multiple: true,
      multipleNonGreedy: true,
    }),
    { continues: GRANT },
  ),
};

interface PlacementFlagValues {
  readonly 'storage-class'?: string | undefined;
  readonly sse?: string | undefined;
  readonly 'sse-kms-key-id'?: string | undefined;
  readonly acl?: string | undefined;
  readonly grants?: readonly string[] | undefined;
}

/**
 * Placement and access as the flags give them; `undefined` where they give none.
 * @throws usage error for a grant that is none, and for a key of KMS without its encryption.
 */
export function toPlacementOptions(flags: PlacementFlagValues): {
  readonly placement: ObjectPlacement | undefined;
  readonly access: ObjectAccess | undefined;
} {
  const { 'storage-class': storageClass, sse, 'sse-kms-key-id': keyId, acl, grants } = flags;
  if (keyId !== undefined && sse?.startsWith('aws:kms') !== true) {
    throw usageError('argument --sse-kms-key-id: this needs --sse aws:kms (or aws:kms:dsse), too.');
  }
  const encryption = sse === undefined ? undefined : { algorithm: sse, keyId };
  return {
    placement: unlessEmpty({ storageClass, encryption }),
    access: unlessEmpty({ acl, grants: grants && parseGrants(grants) }),
  };
}

function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.values(value).every((each) => each === undefined) ? undefined : value;
}
