import {
  bufferSource,
  collect,
  DeltaGliderError,
  getObject,
  listObjects,
  putObject,
  verifyObject,
  type Engine,
  type StoragePort,
} from '@deltaglider/core';
import { mutate, randomBytes } from '@deltaglider/testing';
import { expect } from 'vitest';
import { clientOf } from './client-of.ts';

export { clientOf };
export const BUCKET = 'releases';
export const at = (key: string) => ({ bucket: BUCKET, key });

const SIZE = 8_000;
const base = randomBytes(1, SIZE);
/** The bytes of one version: alike, but for a few edits. */
export const version = (seed: number): Uint8Array => mutate(base, seed, 3);
/** Bytes that share nothing with any version. */
export const unrelated = (seed: number): Uint8Array => randomBytes(seed + 1000, SIZE);

export async function put(engine: Engine, key: string, bytes: Uint8Array, delta = true) {
  await putObject(engine, { address: at(key), body: bufferSource(bytes), delta });
}

/** The object's bytes, `undefined` when there is none. */
export async function read(storage: StoragePort, key: string): Promise<Uint8Array | undefined> {
  try {
    return await collect((await getObject(clientOf(storage), { address: at(key) })).body);
  } catch (error) {
    if (DeltaGliderError.is(error, 'OBJECT_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** Whatever a listing shows can be read whole, and hashes to what was recorded. */
export async function expectAllIntact(storage: StoragePort): Promise<void> {
  const engine = clientOf(storage);
  for await (const entry of listObjects(engine, { bucket: BUCKET })) {
    const { message } = await verifyObject(engine, { address: at(entry.key) });
    expect(message).toBe(`s3://${BUCKET}/${entry.key} is intact.`);
  }
}
