import { describe, test } from 'vitest';

import { missingCephPrograms } from '../radosgw/ceph-programs.ts';

/**
 * Registers a suite that starts gateways itself. Where Ceph is not installed (or not in the folder `root`), registers
 * one skipped test and says so loudly; with `DG_REQUIRE_S3=1` the suite runs and fails.
 */
export function describeWithCeph(name: string, suite: () => void, root?: string): void {
  const missing = missingCephPrograms(root).join(', ');
  describe(name, () => {
    if (missing === '' || process.env.DG_REQUIRE_S3 === '1') {
      suite();
      return;
    }
    console.warn(`NOT RUN: ${name} (${missing} not installed)`);
    test.skip(`NOT RUN for want of ${missing}`);
  });
}
