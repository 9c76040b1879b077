import type { GetBucketVersioningCommandOutput, LifecycleRule } from '@aws-sdk/client-s3';
import type { Found } from './found.ts';
import type { Setting } from './setting.ts';

/** Whether old versions pile up: what is deleted or overwritten stays and costs, deltas and trash too. */
export function checkVersioning(
  versioning: Setting<GetBucketVersioningCommandOutput>,
  rules: readonly LifecycleRule[] | undefined,
): Found {
  if (versioning.unknown !== undefined) return versioning.unknown;
  const status = versioning.value?.Status;
  if (status === undefined) return { status: 'ok', message: 'The bucket keeps no old versions.' };
  if (status === 'Suspended') {
    return {
      status: 'ok',
      message: 'The bucket keeps the old versions that it has, and no new ones.',
    };
  }
  if (rules?.some(removesVersions) === true) {
    return {
      status: 'ok',
      message: 'The bucket keeps old versions until a lifecycle rule removes them.',
    };
  }
  return {
    status: 'warning',
    message:
      'The bucket keeps every old version: deltas and references that were deleted, also from the trash, ' +
      'stay and cost.',
    hint: 'Add a lifecycle rule with NoncurrentVersionExpiration.',
  };
}

function removesVersions({ Status, NoncurrentVersionExpiration }: LifecycleRule): boolean {
  return Status === 'Enabled' && NoncurrentVersionExpiration !== undefined;
}
