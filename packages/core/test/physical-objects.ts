import { createHash } from 'node:crypto';
import { bufferSource } from '../src/bytes/buffer-source.ts';
import type { MemoryStorage } from '../src/memory/memory-storage.ts';
import { BUCKET } from './create-test-engine.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The metadata of a delta whose logical object is named by `content`. */
export function deltaMetadata(content: string, size = 20_000): Record<string, string> {
  return {
    'dg-tool': 'deltaglider/0.0.0-test',
    'dg-note': 'delta',
    'dg-file-sha256': sha256(content),
    'dg-file-size': String(size),
    'dg-created-at': '2025-06-01T12:00:00.000000Z',
    'dg-ref-path': 'reference.bin',
    'dg-ref-sha256': sha256('reference'),
  };
}

/** The metadata of a reference. */
export const REFERENCE_METADATA: Record<string, string> = {
  'dg-tool': 'deltaglider/0.0.0-test',
  'dg-note': 'reference',
  'dg-source-name': 'first.zip',
  'dg-file-sha256': sha256('reference'),
  'dg-file-size': '20000',
};

/** Writes an object as it lies in a bucket, past every rule of ours. */
export async function putPhysical(
  storage: MemoryStorage,
  key: string,
  metadata: Record<string, string> = {},
): Promise<void> {
  await storage.put({ bucket: BUCKET, key }, bufferSource(new Uint8Array(100)), { metadata });
}
