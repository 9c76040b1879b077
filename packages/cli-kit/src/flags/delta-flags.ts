import { Flags } from '@oclif/core';
import { settingTable } from '../settings/settings.ts';
import { settingFlag } from './setting-flag.ts';

const helpGroup = 'DELTA';

/** How objects are stored, for every command that writes some. */
export const deltaFlags = {
  'no-delta': Flags.boolean({ summary: 'Store every object whole', helpGroup }),
  'max-ratio': settingFlag(settingTable.maxRatio, {
    summary: 'Store whole what as a delta is this part of its size or more (default 0.5)',
    helpGroup,
    helpValue: '<ratio>',
  }),
  'delta-suffixes': settingFlag(settingTable.deltaSuffixes, {
    summary: 'Endings to store as deltas: a list (.zip,.jar), or changes (+.foo,-.gz)',
    helpGroup,
    helpValue: '<list>',
  }),
  'min-delta-size': settingFlag(settingTable.minDeltaSize, {
    summary: 'Store objects of fewer bytes than this whole (default 4096)',
    helpGroup,
    helpValue: '<bytes>',
  }),
  codec: settingFlag(settingTable.codec, {
    summary:
      'What makes new deltas: auto (default), xdelta3, archive, archive:smallest or archive:fastest',
    helpGroup,
    helpValue: '<name>',
  }),
};
