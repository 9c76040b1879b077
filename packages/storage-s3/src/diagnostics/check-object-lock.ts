import type { GetObjectLockConfigurationCommandOutput } from '@aws-sdk/client-s3';
import type { Found } from './found.ts';
import type { Setting } from './setting.ts';

/** Whether the bucket keeps what is deleted, because it must. */
export function checkObjectLock(lock: Setting<GetObjectLockConfigurationCommandOutput>): Found {
  if (lock.unknown !== undefined) return lock.unknown;
  const retention = lock.value?.ObjectLockConfiguration?.Rule?.DefaultRetention;
  if (retention === undefined) {
    return { status: 'ok', message: 'New objects are not locked.' };
  }
  const { Days, Years, Mode = 'retention' } = retention;
  const time = Days === undefined ? `${Years ?? 0} year(s)` : `${Days} day(s)`;
  return {
    status: 'warning',
    message:
      `New objects are locked for ${time} (${Mode}). Deltas and references can be overwritten and deleted, but ` +
      'each old version stays and costs for that long.',
    hint: 'Leave it so if you meant it; else use a bucket without a default retention.',
  };
}
