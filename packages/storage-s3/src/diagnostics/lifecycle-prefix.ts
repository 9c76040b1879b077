import type { LifecycleRule } from '@aws-sdk/client-s3';

/** What the keys that a lifecycle rule is about begin with; empty for all of them. */
export function lifecyclePrefix({ Filter = {}, ...rule }: LifecycleRule): string {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- rules of before 2016 still have it there
  return rule.Prefix ?? Filter.Prefix ?? Filter.And?.Prefix ?? '';
}
