import { describe, expect, it } from 'vitest';
import { parseGrants } from './parse-grants.ts';

const group = 'uri=http://acs.amazonaws.com/groups/global/AllUsers';

describe('parseGrants', () => {
  it('takes permissions and grantees apart', () => {
    expect(parseGrants([`read=${group}`, 'full=id=a,id=b', 'readacl=emailaddress=x@y'])).toEqual({
      read: group,
      fullControl: 'id=a,id=b',
      readAcp: 'emailaddress=x@y',
    });
  });

  it('lets the last of a permission win', () => {
    expect(parseGrants(['writeacl=id=a', 'writeacl=id=b'])).toEqual({ writeAcp: 'id=b' });
  });

  it.each(['read', 'read=', 'read=me', 'write=id=a', 'toString=id=a', 'id=a', ''])(
    'refuses "%s"',
    (word) => {
      expect(() => parseGrants([word])).toThrow(
        expect.objectContaining({
          exitCode: 252,
          message: `argument --grants: ${word} is not a grant.`,
        }) as Error,
      );
    },
  );
});
