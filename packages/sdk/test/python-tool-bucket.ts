import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bufferSource, type StoragePort } from '@deltaglider/core';

const FIXTURE = join(import.meta.dirname, '../../../tooling/fixtures/python-tool-bucket');

interface IndexEntry {
  readonly key: string;
  readonly contentType: string;
  readonly metadata: Record<string, string>;
}

/** What the Python tool has written, object by object. */
export const index = JSON.parse(
  readFileSync(join(FIXTURE, 'index.json'), 'utf8'),
) as readonly IndexEntry[];

/** The stored bytes of a physical key. */
export const stored = (key: string) => new Uint8Array(readFileSync(join(FIXTURE, 'objects', key)));

/** The bytes that were uploaded as the last segment of the key. */
export const original = (key: string) =>
  new Uint8Array(readFileSync(join(FIXTURE, 'originals', key.split('/').at(-1) ?? '')));

/** Logical keys, in order. */
export const logicalKeys: readonly string[] = index
  .filter(({ key }) => !key.startsWith('.deltaglider/') && !key.endsWith('reference.bin'))
  .map(({ key }) => key.replace(/\.delta$/, ''));

/** Puts every object as it lay there. */
export async function fillBucket(storage: StoragePort, bucket: string): Promise<void> {
  for (const { key, contentType, metadata } of index) {
    const options = { metadata, properties: { contentType } };
    await storage.put({ bucket, key }, bufferSource(stored(key)), options);
  }
}
