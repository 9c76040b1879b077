import { deltaFlags, filterFlags, transferFlags } from '@deltaglider/cli-kit';
import { Flags, type Interfaces } from '@oclif/core';
import { customerKeyFlags } from './customer-key-flags.ts';
import { objectFlags } from './object-flags.ts';
import { placementFlags } from './placement-flags.ts';

const OBJECT = 'OBJECT';

/** What a copy takes along, and what it is checked by. */
const carryingFlags = {
  'metadata-directive': Flags.string({
    summary: 'Whether a copy keeps the metadata of its source, or has only what flags say',
    helpGroup: OBJECT,
    options: ['COPY', 'REPLACE'],
  }),
  'copy-props': Flags.string({
    summary: 'What a copy takes along; default and all mean metadata and tags',
    helpGroup: OBJECT,
    options: ['none', 'metadata-directive', 'default', 'all'],
  }),
  'checksum-mode': Flags.string({
    summary: 'Accepted for downloads: every byte is checked anyway',
    helpGroup: OBJECT,
    options: ['ENABLED'],
  }),
  'checksum-algorithm': Flags.string({
    summary: 'Accepted for uploads and copies: each object has its SHA-256 anyway',
    helpGroup: OBJECT,
    helpValue: 'SHA256',
  }),
};

const sourceFlags = {
  'source-store': Flags.string({
    summary: 'Where the source bucket is, when it is another store',
    helpValue: '<url>',
  }),
  // The region of a bucket is found by itself.
  'source-region': Flags.string({ hidden: true }),
  'ignore-glacier-warnings': Flags.boolean({
    summary: 'Leave out what is archived without a warning',
  }),
  'force-glacier-transfer': Flags.boolean({
    summary: 'Try also what is archived; without a restored copy it fails',
  }),
};

/** Flags of every command that uploads, downloads and copies. */
export const copyingFlags = {
  ...transferFlags,
  'no-overwrite': Flags.boolean({ summary: 'Leave alone what the destination has already' }),
  'follow-symlinks': Flags.boolean({
    allowNo: true,
    default: true,
    summary: 'Upload what symbolic links point to',
  }),
  ...sourceFlags,
  ...filterFlags,
  ...objectFlags,
  ...carryingFlags,
  ...placementFlags,
  ...customerKeyFlags,
  ...deltaFlags,
};

/** Flags of `cp` and `mv`. */
export const copyFlags = {
  ...copyingFlags,
  'case-conflict': Flags.string({
    summary: 'What to do with keys that differ only by case, in a tree of downloads',
    options: ['ignore', 'skip', 'warn', 'error'],
  }),
};

export type CopyingFlags = Interfaces.InferredFlags<typeof copyingFlags>;
export type CopyFlags = Interfaces.InferredFlags<typeof copyFlags>;
