import { createHash } from 'node:crypto';

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

export function expectDigest(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what} has SHA-256 ${actual}, pinned is ${expected}.`);
}
