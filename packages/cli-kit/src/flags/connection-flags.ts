import { Flags } from '@oclif/core';

const helpGroup = 'GLOBAL';

/**
 * How to reach S3, spelled as `aws` spells it. What is not given is found as `aws` finds it: environment,
 * `~/.aws`, defaults; so these flags have no variables of their own.
 */
export const connectionFlags = {
  'endpoint-url': Flags.string({
    summary: 'Where the API of S3 is, when it is not that of AWS',
    helpGroup,
    helpValue: '<url>',
  }),
  region: Flags.string({ summary: 'The region of S3 to use', helpGroup, helpValue: '<name>' }),
  profile: Flags.string({
    summary: 'The profile of ~/.aws to use',
    helpGroup,
    helpValue: '<name>',
  }),
  'verify-ssl': Flags.boolean({
    allowNo: true,
    default: true,
    summary: 'Check the certificate of the endpoint',
    helpGroup,
  }),
  'ca-bundle': Flags.string({
    summary: 'A file of certificates to check it by',
    helpGroup,
    helpValue: '<path>',
  }),
  'sign-request': Flags.boolean({
    allowNo: true,
    default: true,
    summary: 'Use credentials; public buckets need none',
    helpGroup,
  }),
  'cli-read-timeout': Flags.string({
    summary: 'How long S3 may be silent (default 60; 0 is for ever)',
    helpGroup,
    helpValue: '<seconds>',
  }),
  'cli-connect-timeout': Flags.string({
    summary: 'How long a connection may take (default 60; 0 is for ever)',
    helpGroup,
    helpValue: '<seconds>',
  }),
};
