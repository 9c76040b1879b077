import type { ListedMeaning, ListedObject, ListingCachePort } from '@deltaglider/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../bytes/sha256-hex.ts';

/** An empty cache for one test. */
export interface ListingCacheSubject {
  readonly cache: ListingCachePort;
  /** A second cache over the same place: what the next process would see. Left out when nothing stays. */
  readonly reopen?: () => Promise<ListingCachePort>;
  readonly close?: () => Promise<void>;
}

export interface DescribeListingCacheOptions {
  /** Called for every test. The cache must have room for 20,000 rows. */
  readonly create: () => Promise<ListingCacheSubject>;
}

const sha256 = sha256Hex(new Uint8Array([1]));
const time = new Date(Date.UTC(2026, 0, 1, 12, 30, 15, 250));
const row = (key: string, about: Partial<ListedObject> = {}): ListedObject => ({
  type: 'object',
  key,
  size: 100,
  etag: 'etag',
  lastModified: time,
  ...about,
});
const delta = (about: Partial<Extract<ListedMeaning, { kind: 'delta' }>> = {}): ListedMeaning => ({
  kind: 'delta',
  size: 5_000_000_000,
  sha256,
  etag: '0123456789abcdef0123456789abcdef',
  createdAt: new Date(Date.UTC(2025, 5, 6, 7, 8, 9, 123)),
  ...about,
});

/** Registers the tests that every ListingCachePort must pass. */
export function describeListingCachePort(name: string, options: DescribeListingCacheOptions): void {
  describe(`${name} as ListingCachePort`, () => {
    let current: ListingCacheSubject | undefined;
    beforeEach(async () => {
      current = await options.create();
    });
    afterEach(async () => {
      await current?.close?.();
      current = undefined;
    });
    const subject = (): ListingCacheSubject => {
      if (current === undefined) throw new Error('No test is running.');
      return current;
    };
    keepCases(subject);
    versionCases(subject);
  });
}

function keepCases(subject: () => ListingCacheSubject): void {
  it('knows nothing at first', async () => {
    expect(await subject().cache.find('bucket', [row('a'), row('b')])).toEqual([
      undefined,
      undefined,
    ]);
    expect(await subject().cache.find('bucket', [])).toEqual([]);
  });

  it.each<[string, ListedMeaning]>([
    ['a delta', delta()],
    ['a delta without a time', delta({ createdAt: undefined })],
    ['an empty delta', delta({ size: 0 })],
    ['a delta of an MD5 that is not known', delta({ etag: `${sha256.slice(0, 32)}-1` })],
    ['a delta of some other ETag', delta({ etag: '"é"-3' })],
    ['a reference', { kind: 'reference' }],
    ['a whole object', { kind: 'whole' }],
  ])('gives back %s', async (_, meaning) => {
    const { cache, reopen } = subject();
    const entry = { row: row('app/é 😀\n.delta'), meaning };
    await cache.add('bucket', [entry]);
    for (const each of [cache, await reopen?.()]) {
      if (each !== undefined) expect(await each.find('bucket', [entry.row])).toEqual([meaning]);
    }
  });

  it('answers in the order of the rows, for any of many', async () => {
    const { cache, reopen } = subject();
    const entries = Array.from({ length: 10_000 }, (_, i) => ({
      row: row(`${i % 70}/${i}.delta`),
      meaning: delta({ size: i }),
    }));
    for (let at = 0; at < entries.length; at += 999) {
      await cache.add('bucket', entries.slice(at, at + 999));
    }
    const asked = [row('70/none.delta'), ...entries.map((entry) => entry.row).reverse()];
    const expected = [undefined, ...entries.map((entry) => entry.meaning).reverse()];
    expect(await cache.find('bucket', asked)).toEqual(expected);
    if (reopen !== undefined)
      expect(await (await reopen()).find('bucket', asked)).toEqual(expected);
  });
}

function versionCases(subject: () => ListingCacheSubject): void {
  it.each<[string, string, ListedObject]>([
    ['bucket', 'other', row('a')],
    ['key', 'bucket', row('b')],
    ['directory', 'bucket', row('a/a')],
    ['size', 'bucket', row('a', { size: 101 })],
    ['ETag', 'bucket', row('a', { etag: 'other' })],
    ['time', 'bucket', row('a', { lastModified: new Date(time.getTime() + 1) })],
    ['revision', 'bucket', row('a', { revision: '1' })],
  ])('knows nothing of another %s', async (_, bucket, other) => {
    const { cache } = subject();
    await cache.add('bucket', [{ row: row('a'), meaning: delta() }]);
    expect(await cache.find(bucket, [other])).toEqual([undefined]);
  });

  it('knows the new version of a row when it has learned it', async () => {
    const { cache } = subject();
    const [before, after] = [row('a'), row('a', { etag: 'new' })];
    await cache.add('bucket', [{ row: before, meaning: delta() }]);
    await cache.add('bucket', [{ row: after, meaning: delta({ size: 7 }) }]);
    expect(await cache.find('bucket', [after])).toEqual([delta({ size: 7 })]);
    // A cache may keep the old version, since it was the truth about it, or forget it.
    expect([undefined, delta()]).toContainEqual((await cache.find('bucket', [before]))[0]);
  });
}
