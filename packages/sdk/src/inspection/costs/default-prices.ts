import type { PriceList } from './price-list.ts';

/**
 * AWS's prices of storage alone. What INTELLIGENT_TIERING costs depends on who reads, so it is not there; nor are
 * requests, transfers, retrievals and what the archive classes add for each object.
 */
export const defaultPrices: PriceList = {
  currency: 'USD',
  asOf: '2025-09-01',
  source: 'https://aws.amazon.com/s3/pricing/ for US East (N. Virginia), the first 50 TB a month',
  bytesPerGb: 1_073_741_824,
  classes: {
    STANDARD: { perGbMonth: 0.023 },
    STANDARD_IA: { perGbMonth: 0.0125, atLeast128KiB: true },
    ONEZONE_IA: { perGbMonth: 0.01, atLeast128KiB: true },
    GLACIER_IR: { perGbMonth: 0.004, atLeast128KiB: true },
    GLACIER: { perGbMonth: 0.0036 },
    DEEP_ARCHIVE: { perGbMonth: 0.00099 },
    EXPRESS_ONEZONE: { perGbMonth: 0.11 },
  },
};
