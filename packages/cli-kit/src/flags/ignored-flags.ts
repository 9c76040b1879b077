import { Flags } from '@oclif/core';

const value = () => Flags.string({ hidden: true });

/** What `aws s3` takes and makes nothing of, or what means nothing here: scripts may have it. */
export const ignoredFlags = {
  output: Flags.string({
    hidden: true,
    options: ['json', 'text', 'table', 'yaml', 'yaml-stream', 'off'],
  }),
  query: value(),
  color: Flags.string({ hidden: true, options: ['on', 'off', 'auto'] }),
  'no-paginate': Flags.boolean({ hidden: true }),
  'no-cli-pager': Flags.boolean({ hidden: true }),
  'no-cli-auto-prompt': Flags.boolean({ hidden: true }),
  'cli-binary-format': value(),
  'cli-error-format': value(),
};
