import { describe, expect, it } from 'vitest';
import { CountingStorage } from '../../test/counting-storage.ts';
import { BUCKET, createTestEngine } from '../../test/create-test-engine.ts';
import { deltaMetadata, putPhysical, REFERENCE_METADATA } from '../../test/physical-objects.ts';
import { MemoryListingCache } from '../memory/memory-listing-cache.ts';
import type { ListedObject, StoredObject } from '../ports/storage-port.ts';
import { listStored } from './list-stored.ts';
import { lookAtStored } from './look-at-stored.ts';

class Failing extends CountingStorage {
  failsAt: string | undefined;

  override async head(address: { bucket: string; key: string }): Promise<StoredObject | undefined> {
    const found = await super.head(address);
    if (address.key === this.failsAt) throw new Error('enough');
    return found;
  }
}

async function bucketOf(deltas: number) {
  const storage = new Failing({ clock: () => new Date(0) });
  await storage.createBucket(BUCKET);
  for (let i = 0; i < deltas; i++) {
    await putPhysical(storage, `${String(i).padStart(4, '0')}.delta`, deltaMetadata(`${i}`, i));
  }
  await putPhysical(storage, 'reference.bin', REFERENCE_METADATA);
  const { engine } = await createTestEngine({ storage, listingCache: new MemoryListingCache() });
  const unseen = async (): Promise<ListedObject[]> => {
    const rows: ListedObject[] = [];
    for await (const row of listStored(engine, { bucket: BUCKET, looksUp: false })) {
      if (row.kind === 'unseen') rows.push(row.listed);
    }
    return rows;
  };
  return { storage, engine, unseen };
}

describe('lookAtStored', () => {
  it('tells what unseen rows are, in their order, and remembers it', async () => {
    const { storage, engine, unseen } = await bucketOf(100);
    const rows = await unseen();
    await storage.delete({ bucket: BUCKET, key: '0003.delta' });
    const found = await lookAtStored(engine, { bucket: BUCKET, rows });
    expect(found.map((row) => row?.object?.size)).toEqual([
      ...Array.from({ length: 100 }, (_, i) => (i === 3 ? undefined : i)),
      undefined,
    ]);
    expect([found[3], found[100]?.kind]).toEqual([undefined, 'reference']);
    expect(storage.mostAtOnce).toBeGreaterThan(8);
    expect(storage.mostAtOnce).toBeLessThanOrEqual(32);
    expect(await unseen()).toEqual([]);
  });

  it('stops at the first failure', async () => {
    const { storage, engine, unseen } = await bucketOf(200);
    const rows = await unseen();
    storage.failsAt = '0000.delta';
    await expect(lookAtStored(engine, { bucket: BUCKET, rows })).rejects.toThrow('enough');
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect(storage.heads.length).toBeLessThan(100);
  });
});
