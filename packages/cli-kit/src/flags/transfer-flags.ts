import { Flags } from '@oclif/core';
import { settingTable } from '../settings/settings.ts';
import { requestPayerFlag } from './request-payer-flag.ts';
import { settingFlag } from './setting-flag.ts';

/** How commands over many objects run, and what they tell. */
export const transferFlags = {
  dryrun: Flags.boolean({
    aliases: ['dry-run'],
    summary: 'Say what would be done, and do nothing',
  }),
  'only-show-errors': Flags.boolean({ summary: 'Write errors and warnings only' }),
  progress: Flags.boolean({
    allowNo: true,
    default: true,
    summary: 'Show progress where standard error is a terminal',
  }),
  concurrency: settingFlag(settingTable.concurrency, {
    summary: 'How many objects to work on at the same time (default 4; on S3 10)',
    helpValue: '<n>',
  }),
  'progress-frequency': Flags.string({
    summary: 'How often to show progress, at most',
    helpValue: '<seconds>',
  }),
  'progress-multiline': Flags.boolean({
    summary: 'Show progress on lines of its own, and also where that is no terminal',
  }),
  ...requestPayerFlag,
  // Accepted from scripts; what they tune is the business of the store here.
  'page-size': Flags.string({ hidden: true }),
};
