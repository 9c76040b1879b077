import { createCipheriv } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

const CHUNK = 16 * 2 ** 20;

/**
 * Writes `size` incompressible bytes that depend on the seed alone: the key stream of AES-CTR. `edits` are
 * offsets at which 100 bytes differ.
 */
export function makeFile(path, { size, seed, edits = [] }) {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  const zeros = Buffer.alloc(CHUNK);
  const file = openSync(path, 'w');
  for (let offset = 0; offset < size; offset += CHUNK) {
    const chunk = cipher.update(zeros.subarray(0, Math.min(CHUNK, size - offset)));
    for (const edit of edits) {
      const at = edit - offset;
      if (at >= 0 && at + 100 <= chunk.length) chunk.fill(0x2a, at, at + 100);
    }
    writeSync(file, chunk);
  }
  closeSync(file);
}
