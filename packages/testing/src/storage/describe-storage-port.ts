import { describe } from 'vitest';
import { abortCases } from './abort-cases.ts';
import { brokenPutCases } from './broken-put-cases.ts';
import { bucketCases } from './bucket-cases.ts';
import { conditionCases } from './condition-cases.ts';
import { copyCases } from './copy-cases.ts';
import { deleteCases } from './delete-cases.ts';
import { getCases } from './get-cases.ts';
import { headCases } from './head-cases.ts';
import { keyCases } from './key-cases.ts';
import { listCases } from './list-cases.ts';
import { listOrderCases } from './list-order-cases.ts';
import { putCases } from './put-cases.ts';
import { randomCases } from './random-cases.ts';
import { settingCases } from './setting-cases.ts';
import { useStorage } from './storage-context.ts';
import type { DescribeStorageOptions } from './storage-subject.ts';

const CASES = [
  headCases,
  getCases,
  putCases,
  settingCases,
  conditionCases,
  brokenPutCases,
  deleteCases,
  copyCases,
  listCases,
  listOrderCases,
  keyCases,
  bucketCases,
  abortCases,
];

/** Registers the tests that every StoragePort must pass. */
export function describeStoragePort(name: string, options: DescribeStorageOptions): void {
  describe(`${name} as StoragePort`, () => {
    const context = useStorage(options);
    for (const cases of CASES) cases(context);
  });
  describe(`${name} as StoragePort`, () => {
    randomCases(options);
  });
}
