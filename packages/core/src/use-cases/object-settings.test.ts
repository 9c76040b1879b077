import { describe, expect, it } from 'vitest';
import { BUCKET, createTestEngine, release } from '../../test/create-test-engine.ts';
import { bufferSource } from '../bytes/buffer-source.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import { MemoryStorage } from '../memory/memory-storage.ts';
import type {
  CustomerKey,
  ObjectSettings,
  StoragePutOptions,
  StorageReadOptions,
} from '../ports/storage-port.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject } from './delete-object.ts';
import { putObject } from './put-object.ts';

const at = (key: string) => ({ bucket: BUCKET, key });

/** A store that takes every setting, and remembers what was asked for. */
class SettledStorage extends MemoryStorage {
  readonly settings = new Map<string, ObjectSettings>();

  override async put(address: ObjectAddress, source: ByteSource, options: StoragePutOptions = {}) {
    const { placement, access, customerKey, ...rest } = options;
    const stored = await super.put(address, source, rest);
    this.settings.set(address.key, { placement, access, customerKey, tags: options.tags });
    return stored;
  }
}

async function settledEngine() {
  const storage = new SettledStorage();
  await storage.createBucket(BUCKET);
  const { engine } = await createTestEngine({ storage });
  const put = (key: string, version: string, settings: ObjectSettings) =>
    putObject(engine, { address: at(key), body: bufferSource(release(version)), ...settings });
  return { engine, storage, put };
}

const archived: ObjectSettings = {
  placement: { storageClass: 'DEEP_ARCHIVE', encryption: { algorithm: 'aws:kms', keyId: 'k' } },
  access: { acl: 'bucket-owner-full-control' },
  tags: { team: 'build' },
};

describe('the settings of an object', () => {
  it('go to its delta; the reference takes the encryption alone', async () => {
    const { storage, put } = await settledEngine();
    expect(await put('app/1.zip', '1', archived)).toMatchObject({ stored: 'delta' });
    expect(storage.settings.get('app/1.zip.delta')).toEqual(archived);
    expect(storage.settings.get('app/reference.bin')).toEqual({
      placement: { encryption: { algorithm: 'aws:kms', keyId: 'k' } },
    });
  });

  it('go to an object that is stored whole', async () => {
    const { storage, put } = await settledEngine();
    await put('notes.txt', '1', archived);
    expect(storage.settings.get('notes.txt')).toEqual(archived);
  });

  it.each<[string, ObjectSettings]>([
    ['customer-key', { customerKey: { bytes: new Uint8Array(32) } }],
    ['public', { access: { acl: 'public-read' } }],
    ['public', { access: { acl: 'public-read-write' } }],
    ['public', { access: { acl: 'authenticated-read' } }],
    [
      'public',
      { access: { grants: { read: 'uri=http://acs.amazonaws.com/groups/global/AllUsers' } } },
    ],
  ])('keep it whole, without a reference: %s %o', async (reason, settings) => {
    const { storage, put } = await settledEngine();
    expect(await put('app/1.zip', '1', settings)).toMatchObject({ stored: 'direct', reason });
    expect([...storage.settings.keys()]).toEqual(['app/1.zip']);
    expect(storage.settings.get('app/1.zip')).toEqual(settings);
  });

  it('that would keep it whole are refused for a name of our own', async () => {
    const { put } = await settledEngine();
    const putting = put('app/x.delta', '1', { access: { acl: 'public-read' } });
    await expect(putting).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('that only the reader knows are asked for by a copy, and by a deletion', async () => {
    const asked: (CustomerKey | undefined)[] = [];
    class LockedStorage extends SettledStorage {
      override async head(address: ObjectAddress, options: StorageReadOptions = {}) {
        const found = await super.head(address, options);
        if (found !== undefined && address.key === 'locked.txt') asked.push(options.customerKey);
        return found;
      }
    }
    const storage = new LockedStorage();
    await storage.createBucket(BUCKET);
    const { engine } = await createTestEngine({ storage });
    const customerKey = { bytes: new Uint8Array(32).fill(1) };
    const body = bufferSource(release('1'));
    await putObject(engine, { address: at('locked.txt'), body, customerKey });
    asked.length = 0;
    const ways = { from: at('locked.txt'), to: at('copy.txt') };
    await copyObject(engine, { ...ways, sourceCustomerKey: customerKey });
    await deleteObject(engine, { address: at('locked.txt'), customerKey });
    expect(asked.length).toBeGreaterThan(1);
    expect(new Set(asked)).toEqual(new Set([customerKey]));
    // The store itself has no key to copy with: the bytes come through here.
    expect(storage.settings.get('copy.txt')).toEqual({});
  });

  it('stay where they are in a copy, but for the tags', async () => {
    const { engine, storage, put } = await settledEngine();
    await put('app/1.zip', '1', archived);
    await copyObject(engine, { from: at('app/1.zip'), to: at('b/1.zip') });
    expect(storage.settings.get('b/1.zip.delta')).toEqual({ tags: { team: 'build' } });
    await copyObject(engine, {
      from: at('app/1.zip'),
      to: at('c/1.zip'),
      tags: { other: 'x' },
      placement: { storageClass: 'STANDARD_IA' },
    });
    expect(storage.settings.get('c/1.zip.delta')).toEqual({
      placement: { storageClass: 'STANDARD_IA' },
      tags: { other: 'x' },
    });
  });
});
