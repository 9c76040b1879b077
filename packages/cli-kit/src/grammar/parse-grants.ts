import { usageError } from '../errors/command-error.ts';

/** Grantees by permission, as S3 writes them: `uri=...`, `id=...`, `emailaddress=...`, with commas between. */
export type Grants = Partial<Record<(typeof PERMISSIONS)[keyof typeof PERMISSIONS], string>>;

const PERMISSIONS = {
  read: 'read',
  readacl: 'readAcp',
  writeacl: 'writeAcp',
  full: 'fullControl',
} as const;

/** How a word begins that can only be one more grant. */
export const GRANT = /^(?:read|readacl|writeacl|full)=/;

/**
 * Grants as `aws` takes them: `read=uri=http://…`, `full=id=…,id=…`. The last one of a permission wins.
 * @throws usage error for anything else.
 */
export function parseGrants(words: readonly string[]): Grants {
  return Object.fromEntries(
    words.map((word) => {
      const [, name = '', grantees] = /^([a-z]+)=((?:uri|id|emailaddress)=.+)$/i.exec(word) ?? [];
      if (!isPermission(name) || grantees === undefined) throw malformed(word);
      return [PERMISSIONS[name], grantees];
    }),
  );
}

function isPermission(name: string): name is keyof typeof PERMISSIONS {
  return Object.hasOwn(PERMISSIONS, name);
}

function malformed(word: string): Error {
  return usageError(
    `argument --grants: ${word} is not a grant.`,
    'Write read=uri=<group>, full=id=<account> and the like; also with readacl and writeacl.',
  );
}
