import {
  bufferSource,
  collect,
  headObject,
  trashKeyOf,
  type Engine,
  type StoragePort,
} from '@deltaglider/core';
import { at, put } from './safety-engine.ts';

/** Moves a reference to the trash under the noses of its deltas. */
export async function loseToTrash(storage: StoragePort, key: string): Promise<string> {
  const sha256 = await digestAt(storage, key);
  await storage.copy(at(key), at(trashKeyOf(sha256)));
  await storage.delete(at(key));
  return sha256;
}

/** The recorded digest of the object at a physical key. */
export async function digestAt(storage: StoragePort, key: string): Promise<string> {
  return (await storage.head(at(key)))?.metadata['dg-file-sha256'] ?? '';
}

/** Stores an object once more, so that it becomes the newer one of two twins. */
export async function touch(storage: StoragePort, key: string): Promise<void> {
  const { body, metadata, properties } = await storage.get(at(key));
  await storage.put(at(key), bufferSource(await collect(body)), { metadata, properties });
}

/** Two variants of one object; the newer one has the bytes `current`, as `delta` says. */
export async function makeTwins(
  engine: Engine,
  key: string,
  { old, current, delta }: { old: Uint8Array; current: Uint8Array; delta: boolean },
): Promise<void> {
  const { storage } = engine;
  await put(engine, key, old, !delta);
  const stale = delta ? key : `${key}.delta`;
  const { body, metadata } = await storage.get(at(stale));
  const bytes = bufferSource(await collect(body));
  await put(engine, key, current, delta);
  await storage.put(at(stale), bytes, { metadata });
  await touch(storage, delta ? `${key}.delta` : key);
  const object = await headObject(engine, { address: at(key) });
  if (object?.stored !== (delta ? 'delta' : 'direct')) throw new Error(`${key} has no twins`);
}

/** Every physical key, sorted. */
export async function keysIn(storage: StoragePort): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(at('').bucket)) keys.push(key);
  return keys;
}
