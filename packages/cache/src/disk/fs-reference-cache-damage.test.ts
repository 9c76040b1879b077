import { mkdir, open as openFile, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  CHUNK_SHIFT,
  CHUNK_SIZE,
  createDirectory,
  namesIn,
  readAll,
  recordEvents,
  sha256Of,
  streamOf,
} from '../../test/support.ts';
import { ephemeralCacheKey } from '../keys/cache-key.ts';
import { FsReferenceCache } from './fs-reference-cache.ts';

const key = ephemeralCacheKey();
const RECORD = CHUNK_SIZE + 16;
const HEADER = 56;
const bytes = bytesOf(5 * CHUNK_SIZE + 100);
const digest = sha256Of(bytes);

async function openWithEntry() {
  const directory = await createDirectory();
  const record = recordEvents();
  const options = { directory, key, chunkShift: CHUNK_SHIFT, onEvent: record.onEvent };
  const cache = await FsReferenceCache.open(options);
  await (await cache.put(digest, streamOf(bytes))).close();
  return { cache, directory, path: join(directory, 'v1', digest), events: record.events };
}

async function flip(path: string, position: number): Promise<void> {
  const file = await openFile(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, position);
  byte.writeUInt8(byte.readUInt8() ^ 1);
  await file.write(byte, 0, 1, position);
  await file.close();
}

describe('a damaged entry', () => {
  it.each([
    ['the magic', 0, 'unknown-format'],
    ['the version', 4, 'unknown-format'],
    ['the chunk size', 5, 'foreign'],
    ['the reserved bytes', 7, 'unknown-format'],
    ['the salt', 8, 'foreign'],
    ['the key check', 55, 'foreign'],
    ['the first chunk', HEADER, 'damaged'],
    ['the tag of the first chunk', HEADER + CHUNK_SIZE, 'damaged'],
    ['the last chunk', HEADER + 5 * RECORD + 50, 'damaged'],
    ['the tag of the last chunk', HEADER + 5 * RECORD + 115, 'damaged'],
  ])('is dropped and a miss when a bit of %s is flipped', async (_region, position, reason) => {
    const { cache, directory, path, events } = await openWithEntry();
    await flip(path, position);
    expect(await cache.get(digest)).toBeUndefined();
    expect(events).toEqual([
      { type: 'dropped', sha256: digest, reason },
      { type: 'miss', sha256: digest },
    ]);
    expect(await namesIn(directory)).toEqual([]);
  });

  it.each([
    ['to nothing', 0, 'unknown-format'],
    ['within the header', 30, 'unknown-format'],
    ['to the header', HEADER, 'truncated'],
    ['within a tag', HEADER + 10, 'truncated'],
    ['between two chunks', HEADER + 3 * RECORD, 'damaged'],
    ['by a byte', HEADER + 5 * RECORD + 115, 'damaged'],
    ['to an empty last chunk', HEADER + 5 * RECORD + 16, 'truncated'],
  ])('is dropped and a miss when it is cut %s', async (_where, size, reason) => {
    const { cache, directory, path, events } = await openWithEntry();
    await truncate(path, size);
    expect(await cache.get(digest)).toBeUndefined();
    expect(events[0]).toEqual({ type: 'dropped', sha256: digest, reason });
    expect(await namesIn(directory)).toEqual([]);
  });

  it.each([
    ['a byte', (sealed: Buffer) => Buffer.concat([sealed, Buffer.alloc(1)])],
    ['its own last chunk', (sealed: Buffer) => Buffer.concat([sealed, sealed.subarray(-116)])],
  ])('is dropped and a miss when it is prolonged by %s', async (_what, prolong) => {
    const { cache, path, events } = await openWithEntry();
    await writeFile(path, prolong(await readFile(path)));
    expect(await cache.get(digest)).toBeUndefined();
    expect(events[0]).toMatchObject({ type: 'dropped', reason: 'damaged' });
  });

  it.each([
    ['flipped', (path: string) => flip(path, HEADER + 2 * RECORD + 5)],
    ['flipped in its tag', (path: string) => flip(path, HEADER + 3 * RECORD - 1)],
    ['replaced by another of the same entry', (path: string) => copyRecord(path, 3, 2)],
  ])('fails the read of a middle chunk that was %s, and is gone then', async (_how, damage) => {
    const { cache, directory, path, events } = await openWithEntry();
    await damage(path);
    const copy = await cache.get(digest);
    expect(copy).toBeDefined();
    if (copy === undefined) return;
    expect(Buffer.from(await copy.read(0, CHUNK_SIZE)).equals(bytes.subarray(0, CHUNK_SIZE))).toBe(
      true,
    );
    await expect(readAll(copy)).rejects.toMatchObject({ code: 'INTEGRITY_MISMATCH' });
    await expect(copy.read(2 * CHUNK_SIZE + 1, 1)).rejects.toMatchObject({
      code: 'INTEGRITY_MISMATCH',
    });
    await copy.close();
    expect(events.map(({ type }) => type)).toEqual(['hit', 'dropped']);
    expect(await namesIn(directory)).toEqual([]);
  });

  it('fails the read when the file is cut while it is open', async () => {
    const { cache, path } = await openWithEntry();
    const copy = await cache.get(digest);
    await truncate(path, HEADER + RECORD);
    await expect(copy?.read(2 * CHUNK_SIZE, 10)).rejects.toMatchObject({
      code: 'INTEGRITY_MISMATCH',
    });
    await copy?.close();
  });

  it('leaves alone an intact entry that took the place of a damaged open one', async () => {
    const { cache, directory, path } = await openWithEntry();
    const damaged = await cache.get(digest);
    await flip(path, HEADER + 2 * RECORD);
    await (await cache.put(digest, streamOf(bytes))).close();
    await expect(damaged?.read(2 * CHUNK_SIZE, 1)).rejects.toMatchObject({
      code: 'INTEGRITY_MISMATCH',
    });
    await damaged?.close();
    expect(await namesIn(directory)).toEqual([digest]);
  });

  it('is never served under the digest of another', async () => {
    const { cache, path, events, directory } = await openWithEntry();
    const other = sha256Of(bytesOf(10));
    await rename(path, join(directory, 'v1', other));
    expect(await cache.get(other)).toBeUndefined();
    expect(events[0]).toEqual({ type: 'dropped', sha256: other, reason: 'foreign' });
  });

  it('is one of another key', async () => {
    const { directory } = await openWithEntry();
    const { events, onEvent } = recordEvents();
    const cache = await FsReferenceCache.open({ directory, key: ephemeralCacheKey(), onEvent });
    expect(await cache.get(digest)).toBeUndefined();
    expect(events[0]).toEqual({ type: 'dropped', sha256: digest, reason: 'foreign' });
    expect(await namesIn(directory)).toEqual([]);
  });

  it('is a directory in the place of an entry', async () => {
    const { cache, directory } = await openWithEntry();
    const other = sha256Of(bytesOf(10));
    await mkdir(join(directory, 'v1', other));
    expect(await cache.get(other)).toBeUndefined();
    expect(await namesIn(directory)).toEqual([digest]);
  });
});

async function copyRecord(path: string, from: number, to: number): Promise<void> {
  const sealed = await readFile(path);
  sealed.copyWithin(HEADER + to * RECORD, HEADER + from * RECORD, HEADER + (from + 1) * RECORD);
  await writeFile(path, sealed);
}
