import { settingTable } from '../settings/settings.ts';
import { settingFlag } from './setting-flag.ts';

/** What storage costs, for every command that tells costs. */
export const priceFlags = {
  prices: settingFlag(settingTable.prices, {
    summary: 'A JSON file with what storage costs (default: that of AWS in us-east-1)',
    helpValue: '<path>',
  }),
};
