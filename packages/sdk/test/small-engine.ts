import {
  collect,
  DeltaGliderError,
  getObject,
  listObjects,
  verifyObject,
  type Engine,
  type EngineOptions,
  type StoragePort,
} from '@deltaglider/core';
import { expect } from 'vitest';
import { noise, release } from '../../core/test/create-test-engine.ts';
import { SimpleCodec } from '../../core/test/simple-codec.ts';
import { at, BUCKET, clientOf } from './safety-engine.ts';

const SIZE = 200;

/** The bytes of one version: alike, but for a few edits. */
export const version = (seed: number): Uint8Array => release(String(seed), SIZE);
/** Bytes that share nothing with any version. */
export const unrelated = (seed: number): Uint8Array => noise(seed, SIZE);

/** A client that has nothing cached, for thousands of runs with tiny objects. */
export function smallClientOf(storage: StoragePort, options: Partial<EngineOptions> = {}): Engine {
  const policy = { deltaSuffixes: ['.zip'], minSize: 0 };
  return clientOf(storage, { codec: new SimpleCodec(), policy, ...options });
}

/** The object's bytes, `undefined` when there is none. */
export async function read(storage: StoragePort, key: string): Promise<Uint8Array | undefined> {
  try {
    return await collect((await getObject(smallClientOf(storage), { address: at(key) })).body);
  } catch (error) {
    if (DeltaGliderError.is(error, 'OBJECT_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** Whatever a listing shows can be read whole, and hashes to what was recorded. */
export async function expectAllIntact(storage: StoragePort): Promise<void> {
  const engine = smallClientOf(storage);
  for await (const entry of listObjects(engine, { bucket: BUCKET })) {
    const { message } = await verifyObject(engine, { address: at(entry.key) });
    expect(message).toBe(`s3://${BUCKET}/${entry.key} is intact.`);
  }
}
