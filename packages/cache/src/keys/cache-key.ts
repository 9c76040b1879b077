import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { DeltaGliderError } from '@deltaglider/core';

/** Bytes of a cache key. */
export const CACHE_KEY_SIZE = 32;

// Standard and URL alphabet, since both are what people's tools print; 32 bytes are 43 digits.
const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/_-]{43}=?$/;

/** A key that nobody else has and that is gone with the process. */
export function ephemeralCacheKey(): KeyObject {
  return createSecretKey(randomBytes(CACHE_KEY_SIZE));
}

/**
 * The key that a text in base64 holds; `source` is what an error calls the text.
 * @throws INVALID_ARGUMENT when it does not hold 32 bytes; the text is never in the message
 */
export function parseCacheKey(text: string, source: string): KeyObject {
  const trimmed = text.trim();
  if (BASE64_OF_32_BYTES.test(trimmed)) return createSecretKey(Buffer.from(trimmed, 'base64'));
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `${source} does not hold ${CACHE_KEY_SIZE} bytes in base64.`,
    { details: { hint: 'Make one with: openssl rand -base64 32' } },
  );
}
