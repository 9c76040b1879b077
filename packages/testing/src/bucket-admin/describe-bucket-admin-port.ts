import { bufferSource, type BucketAdminPort, type StoragePort } from '@deltaglider/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcomeOf, rejectionOf } from '../expectations/outcome-of.ts';

/** An administration, best without any bucket, and the storage that sees the same buckets. */
export interface BucketAdminSubject {
  readonly admin: BucketAdminPort;
  readonly storage: StoragePort;
  readonly close?: () => Promise<void>;
}

export interface BucketAdminDeviations {
  /** Why its buckets have tags and regions. */
  readonly hasSettings?: string;
  /** Why several who create one bucket at the same moment may all succeed. */
  readonly createIsIdempotent?: string;
}

export interface DescribeBucketAdminOptions {
  /** Called for every test. */
  readonly create: () => Promise<BucketAdminSubject>;
  /** Where a store differs from the port, with the reason. */
  readonly deviations?: BucketAdminDeviations;
}

const NAMES = ['abc', 'a-b-c', 'a.b.c', '123', 'x'.repeat(63)];
const BAD_NAMES = [
  '',
  'ab',
  'x'.repeat(64),
  'UPPER',
  'under_score',
  '.',
  '..',
  '...',
  '.hidden',
  '-dash',
  'dash-',
  'dot.',
  'two..dots',
  'a/b',
  '../up',
  'a b',
  'ümlaut',
  'a\u0000b',
  '192.168.1.1',
];

/** Registers the tests that every BucketAdminPort must pass. */
export function describeBucketAdminPort(name: string, options: DescribeBucketAdminOptions): void {
  describe(`${name} as BucketAdminPort`, () => {
    let subject: BucketAdminSubject;
    beforeEach(async () => {
      subject = await options.create();
    });
    afterEach(async () => {
      await subject.close?.();
    });
    bucketCases(() => subject, options.deviations ?? {});
    nameCases(() => subject);
    if (options.deviations?.hasSettings === undefined) settingCases(() => subject);
    abortCases(() => subject);
  });
}

function bucketCases(
  subject: () => BucketAdminSubject,
  { createIsIdempotent }: BucketAdminDeviations,
): void {
  it('creates, finds, lists and deletes a bucket', async () => {
    const { admin } = subject();
    expect(await admin.bucketExists('one')).toBe(false);
    await admin.createBucket('one');
    expect(await admin.bucketExists('one')).toBe(true);
    const listed = (await admin.listBuckets()).find((bucket) => bucket.name === 'one');
    expect(listed?.createdAt.getTime()).toBeGreaterThan(0);
    await admin.deleteBucket('one');
    expect(await admin.bucketExists('one')).toBe(false);
    expect((await admin.listBuckets()).map((bucket) => bucket.name)).not.toContain('one');
  });

  it('lists by name', async () => {
    const { admin } = subject();
    for (const name of ['bbb', 'aa0', 'aa-1', 'aa.1', 'ccc']) await admin.createBucket(name);
    const names = (await admin.listBuckets()).map((bucket) => bucket.name);
    expect(names.filter((name) => /^(aa.*|bbb|ccc)$/.test(name))).toEqual([
      'aa-1',
      'aa.1',
      'aa0',
      'bbb',
      'ccc',
    ]);
  });

  it('rejects with BUCKET_EXISTS, and keeps what the bucket holds', async () => {
    const { admin, storage } = subject();
    await admin.createBucket('one');
    await storage.put({ bucket: 'one', key: 'key' }, bufferSource(new Uint8Array(1)));
    expect(await outcomeOf(admin.createBucket('one'))).toBe('BUCKET_EXISTS');
    expect(await storage.head({ bucket: 'one', key: 'key' })).toBeDefined();
  });

  const many =
    createIsIdempotent === undefined ? 'exactly one' : `one or more: ${createIsIdempotent}`;
  it(`lets ${many} of many create`, async () => {
    const { admin } = subject();
    const creating = Array.from({ length: 8 }, () => outcomeOf(admin.createBucket('one')));
    const outcomes = await Promise.all(creating);
    const winners = outcomes.filter((outcome) => outcome === 'resolved').length;
    if (createIsIdempotent === undefined) expect(winners).toBe(1);
    else expect(winners).toBeGreaterThanOrEqual(1);
    expect(await admin.bucketExists('one')).toBe(true);
  });

  it('rejects with BUCKET_NOT_FOUND when there is none to delete', async () => {
    expect(await outcomeOf(subject().admin.deleteBucket('none'))).toBe('BUCKET_NOT_FOUND');
  });

  it.each(['key', 'a/b/c', '.hidden', '.deltaglider/trash/x', 'folder/'])(
    'rejects with BUCKET_NOT_EMPTY while it holds %j',
    async (key) => {
      const { admin, storage } = subject();
      await admin.createBucket('one');
      await storage.put({ bucket: 'one', key }, bufferSource(new Uint8Array(0)));
      expect(await outcomeOf(admin.deleteBucket('one'))).toBe('BUCKET_NOT_EMPTY');
      expect(await storage.head({ bucket: 'one', key })).toBeDefined();
      await storage.delete({ bucket: 'one', key });
      await admin.deleteBucket('one');
      expect(await admin.bucketExists('one')).toBe(false);
    },
  );

  it('shows nothing of a deleted bucket in a new one of its name', async () => {
    const { admin, storage } = subject();
    await admin.createBucket('one');
    await storage.put({ bucket: 'one', key: 'key' }, bufferSource(new Uint8Array(0)));
    await storage.deleteMany('one', ['key']);
    await admin.deleteBucket('one');
    await admin.createBucket('one');
    for await (const entry of storage.list('one')) expect(entry).toBeUndefined();
  });
}

function settingCases(subject: () => BucketAdminSubject): void {
  it('rejects with UNSUPPORTED what its buckets have not, and makes none', async () => {
    const { admin } = subject();
    const tags = { team: 'build' };
    expect(await outcomeOf(admin.createBucket('one', { tags }))).toBe('UNSUPPORTED');
    expect(await admin.bucketExists('one')).toBe(false);
    expect(await outcomeOf(admin.listBuckets({ region: 'eu-west-1' }))).toBe('UNSUPPORTED');
    await admin.createBucket('one', { tags: {} });
  });
}

function nameCases(subject: () => BucketAdminSubject): void {
  it.each(NAMES)('takes the name %j', async (name) => {
    const { admin } = subject();
    await admin.createBucket(name);
    expect(await admin.bucketExists(name)).toBe(true);
    await admin.deleteBucket(name);
  });

  it.each(BAD_NAMES)('refuses the name %j', async (name) => {
    const { admin } = subject();
    expect(await outcomeOf(admin.createBucket(name))).toBe('INVALID_ARGUMENT');
    expect(await admin.bucketExists(name)).toBe(false);
    expect(['BUCKET_NOT_FOUND', 'INVALID_ARGUMENT']).toContain(
      await outcomeOf(admin.deleteBucket(name)),
    );
  });
}

function abortCases(subject: () => BucketAdminSubject): void {
  it('rejects every method with the reason of an aborted signal', async () => {
    const { admin } = subject();
    const reason = { no: 'error at all' };
    const aborted = { signal: AbortSignal.abort(reason) };
    expect(await rejectionOf(admin.createBucket('one', aborted))).toBe(reason);
    expect(await rejectionOf(admin.deleteBucket('one', aborted))).toBe(reason);
    expect(await rejectionOf(admin.bucketExists('one', aborted))).toBe(reason);
    expect(await rejectionOf(admin.listBuckets(aborted))).toBe(reason);
    expect(await admin.bucketExists('one')).toBe(false);
  });
}
