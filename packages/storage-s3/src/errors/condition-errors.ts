import { DeltaGliderError, formatAddress, type ObjectAddress } from '@deltaglider/core';

/** For whoever wanted to create it. */
export function objectExists(address: ObjectAddress): DeltaGliderError {
  return new DeltaGliderError('OBJECT_EXISTS', `${formatAddress(address)} exists already.`, {
    details: { ...address },
  });
}

/** For whoever meant a certain version. */
export function objectReplaced(
  address: ObjectAddress,
  expected: string | undefined,
): DeltaGliderError {
  return new DeltaGliderError(
    'PRECONDITION_FAILED',
    `${formatAddress(address)} is another object by now.`,
    { details: { ...address, expected } },
  );
}
