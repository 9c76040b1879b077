import { DeltaGliderError } from '@deltaglider/core';

/** 64 lower-case hex digits. A digest becomes a file name, so nothing else may pass. */
export const DIGEST_NAME = /^[0-9a-f]{64}$/;

/** @throws INVALID_ARGUMENT when this is not a SHA-256 in lower-case hex. */
export function checkDigestName(sha256: string): void {
  if (DIGEST_NAME.test(sha256)) return;
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `A reference is addressed by 64 lower-case hex digits, not by ${JSON.stringify(sha256)}.`,
  );
}
