import type { ListEntry, StorageListOptions } from '@deltaglider/core';
import type { BucketPlace } from '../files/bucket-place.ts';
import { isPlainDirectory } from '../files/directories.ts';
import { findVersion } from '../files/file-version.ts';
import { directoryOfPrefix } from '../files/object-place.ts';
import { MAX_KEY } from '../keys/validate-key.ts';
import { walkKeys, type WalkedEntry } from './walk-keys.ts';

/** Rows whose files are looked at together. */
const BATCH = 32;

/** The listing of a bucket, lazily: what is changed meanwhile may show or not, what stays shows once. */
export async function* listObjects(
  bucket: BucketPlace,
  options: StorageListOptions,
): AsyncGenerator<ListEntry, void, undefined> {
  const { prefix = '', delimiter = '', startAfter = '', signal } = options;
  // No key can begin with it, and no path could either.
  if (Buffer.byteLength(prefix) > MAX_KEY || /\p{Cs}/u.test(prefix)) return;
  const key = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const path = directoryOfPrefix(bucket, key);
  if (!(await isPlainDirectory(path))) return;
  const entries = walkKeys({ path, key }, { prefix, startAfter, flat: delimiter === '/', signal });
  const rows = delimiter === '' || delimiter === '/' ? entries : rollUp(entries, options);
  for await (const batch of inBatches(rows)) {
    for (const row of await Promise.all(batch.map(toListEntry))) {
      signal?.throwIfAborted();
      if (row !== undefined) yield row;
    }
  }
}

/** Replaces runs of keys by their common prefix; for delimiters that directories know nothing of. */
async function* rollUp(
  entries: AsyncIterable<WalkedEntry>,
  { prefix = '', delimiter = '', startAfter = '' }: StorageListOptions,
): AsyncGenerator<WalkedEntry, void, undefined> {
  // Keys behind the start may roll up to a prefix before it, which was told already.
  let last = startAfter;
  for await (const entry of entries) {
    const at = entry.key.indexOf(delimiter, prefix.length);
    if (at < 0) {
      yield entry;
      continue;
    }
    const key = entry.key.slice(0, at + delimiter.length);
    if (key === last || startAfter.startsWith(key)) continue;
    last = key;
    yield { key, path: entry.path, isFolder: true };
  }
}

async function* inBatches(entries: AsyncIterable<WalkedEntry>): AsyncGenerator<WalkedEntry[]> {
  let batch: WalkedEntry[] = [];
  for await (const entry of entries) {
    batch.push(entry);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

async function toListEntry(entry: WalkedEntry): Promise<ListEntry | undefined> {
  const { key, path, isFolder } = entry;
  if (isFolder) return { type: 'prefix', key };
  const version = await findVersion(path);
  if (version === undefined) return undefined;
  const { size, etag, lastModified, revision } = version;
  return { type: 'object', key, size, etag, lastModified, revision };
}
