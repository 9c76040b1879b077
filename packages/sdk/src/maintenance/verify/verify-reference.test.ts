import { createHash } from 'node:crypto';
import { bufferSource, classify, MemoryCache, MemoryStorage } from '@deltaglider/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { at, BUCKET, clientOf, put, version } from '../../../test/safety-engine.ts';
import { verifyReference } from './verify-reference.ts';

const address = at('app/reference.bin');

let storage: MemoryStorage;
beforeEach(async () => {
  storage = new MemoryStorage();
  await storage.createBucket(BUCKET);
  await put(clientOf(storage), 'app/1.zip', version(1));
});

async function verify(cache = new MemoryCache(() => createHash('sha256'))) {
  const stored = await storage.head(address);
  const classified = stored && classify(stored);
  if (stored === undefined || classified?.kind !== 'reference') throw new Error('not there');
  const engine = clientOf(storage, { cache });
  return await verifyReference(engine, { address, stored, classified, signal: undefined });
}

const relabel = async (metadata: Readonly<Record<string, string>>) => {
  const stored = await storage.head(address);
  const bytes = bufferSource(version(1));
  await storage.put(address, bytes, { metadata: { ...stored?.metadata, ...metadata } });
};

describe('a reference', () => {
  it('is in the cache once it has been read', async () => {
    const cache = new MemoryCache(() => createHash('sha256'));
    const { valid, actualSha256 = '' } = await verify(cache);
    expect(valid).toBe(true);
    expect((await cache.get(actualSha256))?.size).toBe(version(1).length);
  });

  it('is checked where the cache takes nothing, too, to its last byte', async () => {
    const full = new MemoryCache(() => createHash('sha256'));
    full.put = async (_, content) => {
      await content[Symbol.asyncIterator]().next();
      throw new Error('The disk is full.');
    };
    expect(await verify(full)).toMatchObject({ valid: true, error: undefined });
    await relabel({ 'dg-file-sha256': 'ab'.repeat(32) });
    expect(await verify(full)).toMatchObject({
      valid: false,
      error: { code: 'INTEGRITY_MISMATCH', details: { expected: 'ab'.repeat(32) } },
    });
  });

  it('can be read where it has no digest', async () => {
    await relabel({ 'dg-file-sha256': 'none' });
    expect(await verify()).toMatchObject({ valid: true, expectedSha256: undefined });
  });

  it('cannot where the proxy has encrypted it', async () => {
    await relabel({ 'dg-tool': 'deltaglider_proxy/1', 'user-dg-encrypted': 'aes-256-gcm-v1' });
    expect(await verify()).toMatchObject({ valid: false, error: { code: 'UNSUPPORTED' } });
  });

  it('rejects with what the store says', async () => {
    const get = storage.get.bind(storage);
    storage.get = async (...args) => {
      const stored = await get(...args);
      const body = (async function* () {
        yield new Uint8Array(1);
        throw new Error('The line is dead.');
      })();
      return { ...stored, body };
    };
    await expect(verify()).rejects.toThrow('The line is dead.');
  });
});
