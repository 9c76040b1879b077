import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeBucketAdminPort,
  describeStoragePort,
  type StorageSubject,
} from '@deltaglider/testing';
import { FsStorage } from './fs-storage.ts';
import type { FileAttributes } from './metadata/file-attributes.ts';

const deviations = {
  noKeyBelowKey: 'a directory cannot be a file too',
  noSettings: 'a directory has nothing like them',
};

/** A file system without extended attributes. */
const noAttributes: FileAttributes = {
  read: async () => undefined,
  write: async () => false,
};

async function create(
  attributes?: FileAttributes,
): Promise<StorageSubject & { storage: FsStorage }> {
  const root = await mkdtemp(join(tmpdir(), 'storage-fs-'));
  const storage = new FsStorage({ root: join(root, 'not', 'yet'), attributes });
  return { storage, bucket: 'bucket', close: () => rm(root, { recursive: true }) };
}

async function createWithBucket(attributes?: FileAttributes): Promise<StorageSubject> {
  const subject = await create(attributes);
  await subject.storage.createBucket(subject.bucket);
  return subject;
}

describeStoragePort('FsStorage', { create: () => createWithBucket(), deviations });
describeStoragePort('FsStorage without extended attributes', {
  create: () => createWithBucket(noAttributes),
  deviations,
});
describeBucketAdminPort('FsStorage', {
  create: async () => {
    const subject = await create();
    return { ...subject, admin: subject.storage };
  },
});
