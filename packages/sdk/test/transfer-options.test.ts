import {
  bufferSource,
  headObject,
  MemoryStorage,
  putObject,
  type ObjectAddress,
  type StorageGetOptions,
} from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import {
  planCopy,
  planMove,
  runTransfers,
  type RunTransfersOptions,
  type TransferEvent,
} from '../src/transfers/index.ts';
import { at, BUCKET } from './safety-engine.ts';
import { read, smallClientOf, version } from './small-engine.ts';

const object = (key: string) => ({ type: 'object' as const, address: at(key) });

/** A store whose objects below `cold/` are in an archive. */
class ArchivingStorage extends MemoryStorage {
  override async get(address: ObjectAddress, options?: StorageGetOptions) {
    if (!address.key.startsWith('cold/')) return await super.get(address, options);
    const cause = new Error('The operation is not valid for the storage class of the object.');
    cause.name = 'InvalidObjectState';
    throw new Error('It is archived.', { cause });
  }
}

async function engineWith(...keys: readonly string[]) {
  const storage = new ArchivingStorage();
  await storage.createBucket(BUCKET);
  const engine = smallClientOf(storage);
  for (const key of keys) {
    await putObject(engine, {
      address: at(key),
      body: bufferSource(version(1)),
      metadata: { team: 'core' },
      properties: { contentType: 'text/special', cacheControl: 'no-cache' },
      tags: { env: 'prod' },
    });
  }
  return { engine, storage };
}

describe.each(['a/v.zip', 'a/v.txt'])('a copy of %s takes along', (key) => {
  const copied = async (options: Partial<RunTransfersOptions>) => {
    const { engine, storage } = await engineWith(key);
    const plan = planCopy({ engine, source: object(key), destination: object('b/') });
    await runTransfers(plan, { engine, ...options });
    const copy = await headObject(engine, { address: at(key.replace('a/', 'b/')) });
    const tags = await storage.getTags({ bucket: BUCKET, key: copy?.physical.key ?? '' });
    const { contentType, cacheControl } = copy?.properties ?? {};
    return { metadata: copy?.metadata, contentType, cacheControl, tags };
  };
  const all = {
    metadata: { team: 'core' },
    contentType: 'text/special',
    cacheControl: 'no-cache',
    tags: { env: 'prod' },
  };

  it('everything, and what is said instead of a part of it', async () => {
    expect(await copied({})).toEqual(all);
    const properties = { contentType: 'text/x' };
    expect(await copied({ properties })).toEqual({ ...all, contentType: 'text/x' });
    expect(await copied({ metadata: {} })).toEqual({ ...all, metadata: {} });
  });

  it('metadata without tags, tags without metadata, or neither', async () => {
    expect(await copied({ copyTags: false })).toEqual({ ...all, tags: {} });
    const bare = await copied({ copyMetadata: false });
    expect(bare).toMatchObject({ metadata: {}, cacheControl: undefined, tags: all.tags });
    expect(bare.contentType).not.toBe('text/special');
    const none = await copied({ copyMetadata: false, copyTags: false, guessContentType: false });
    expect(none.tags).toEqual({});
  });
});

describe('an object that is archived', () => {
  const moved = async (archived: RunTransfersOptions['archived']) => {
    const { engine, storage } = await engineWith('cold/v.txt', 'warm/v.zip');
    const events: TransferEvent[] = [];
    const observe = (event: TransferEvent) => events.push(event);
    const plan = () =>
      planMove({
        type: 'copy',
        engine,
        source: object('cold/v.txt'),
        destination: object('x.zip'),
      });
    const { failed, warnings, skipped } = await runTransfers(plan(), { engine, archived, observe });
    expect(await storage.head(at('cold/v.txt'))).toBeDefined();
    expect(await read(storage, 'x.zip')).toBeUndefined();
    return { failed, warnings, skipped, warning: events.find(({ type }) => type === 'warning') };
  };

  it('fails, is left out with a warning, or without one, and stays in any case', async () => {
    expect(await moved('fail')).toMatchObject({ failed: 1, warnings: 0, skipped: 0 });
    expect(await moved(undefined)).toMatchObject({ failed: 1, warnings: 0, skipped: 0 });
    expect(await moved('ignore')).toMatchObject({ failed: 0, warnings: 0, skipped: 1 });
    expect(await moved('warn')).toMatchObject({
      failed: 0,
      warnings: 1,
      warning: {
        subject: 's3://releases/cold/v.txt',
        reason: expect.stringContaining('archived') as string,
      },
    });
  });
});
