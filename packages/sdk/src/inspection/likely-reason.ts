import {
  fitsAsDelta,
  isDeltaName,
  nameOf,
  type Engine,
  type ObjectAddress,
} from '@deltaglider/core';
import type { ExplainedWhole } from './explanation.ts';

/**
 * Why an object is likely stored whole, by the rules that this engine would follow. Objects do not record it, and
 * their writer may have had other rules.
 */
export function likelyReason(
  { policy, maxRatio }: Engine,
  { address, size }: { readonly address: ObjectAddress; readonly size: number },
): ExplainedWhole {
  const name = nameOf(address.key);
  if (!isDeltaName(policy, name)) {
    return {
      reason: 'file-type',
      message: `${name === '' ? 'Its name' : `A name like ${name}`} is not of a type that is stored as a delta.`,
    };
  }
  if (size < policy.minSize) {
    return {
      reason: 'too-small',
      message: `It has fewer than ${policy.minSize} bytes, for which a delta does not pay.`,
    };
  }
  if (!fitsAsDelta(address.key)) {
    return { reason: 'key-too-long', message: 'Its key is too long for that of a delta.' };
  }
  return {
    reason: 'unknown',
    message:
      `Its name and size would allow a delta: it was asked to be stored whole, it is public, or its delta ` +
      `would have been ${maxRatio} of its size or more.`,
  };
}
