import { Flags } from '@oclif/core';
import { settingTable } from '../settings/settings.ts';
import { connectionFlags } from './connection-flags.ts';
import { ignoredFlags } from './ignored-flags.ts';
import { settingFlag } from './setting-flag.ts';

const helpGroup = 'GLOBAL';

/** What every command takes. */
export const globalFlags = {
  store: settingFlag(settingTable.store, {
    summary: 'Where the buckets are: s3: (default) or file:///srv/store',
    helpGroup,
    helpValue: '<url>',
  }),
  ...connectionFlags,
  json: Flags.boolean({ summary: 'Write JSON for programs instead of text', helpGroup }),
  quiet: Flags.boolean({
    char: 'q',
    summary: 'Write nothing, not even errors; the exit code tells',
    helpGroup,
  }),
  debug: Flags.boolean({
    summary: 'Tell on standard error what happens inside, with stack traces',
    helpGroup,
  }),
  'cache-dir': settingFlag(settingTable.cacheDirectory, {
    summary: 'Where references are kept between runs',
    helpGroup,
    helpValue: '<path>',
  }),
  'cache-backend': settingFlag(settingTable.cacheBackend, {
    summary: 'Keep references on disk, or in memory for this run only',
    helpGroup,
    helpValue: '(disk|memory)',
  }),
  'cache-memory-size-mb': settingFlag(settingTable.cacheMemorySizeMb, {
    summary: 'The most that the memory cache may hold, in MiB',
    helpGroup,
    helpValue: '<n>',
  }),
  ...ignoredFlags,
};
