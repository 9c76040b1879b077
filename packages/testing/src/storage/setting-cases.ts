import type { StoragePutOptions } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../expectations/outcome-of.ts';
import type { StorageContext } from './storage-context.ts';

const SETTINGS: Readonly<Record<string, StoragePutOptions>> = {
  'a storage class': { placement: { storageClass: 'STANDARD_IA' } },
  encryption: { placement: { encryption: { algorithm: 'AES256' } } },
  'a canned ACL': { access: { acl: 'private' } },
  grants: { access: { grants: { read: 'uri=http://acs.amazonaws.com/groups/global/AllUsers' } } },
  tags: { tags: { team: 'build' } },
  'a customer key': { customerKey: { bytes: new Uint8Array(32) } },
};

/** What beside bytes, metadata and properties a put may say. */
export function settingCases(context: StorageContext): void {
  const { noSettings } = context.deviations;
  describe('put with', () => {
    if (noSettings === undefined) tagCases(context);
    else refusals(context, noSettings);
  });
}

function refusals({ storage, at, put, list }: StorageContext, reason: string): void {
  it.each(Object.entries(SETTINGS))(`%s is UNSUPPORTED: ${reason}`, async (_, options) => {
    expect(await outcomeOf(put('key', 'content', options))).toBe('UNSUPPORTED');
    expect(await list()).toEqual([]);
    await put('from');
    // A copy has no key of its own.
    if (options.customerKey !== undefined) return;
    const copy = storage().copy(at('from'), at('to'), options);
    expect(await outcomeOf(copy)).toBe('UNSUPPORTED');
  });

  it('settings that say nothing is a put like any other', async () => {
    await put('key', 'content', { placement: {}, access: {}, tags: {} });
    expect(await list()).toEqual(['key']);
  });
}

function tagCases({ storage, at, put }: StorageContext): void {
  const tags = { team: 'build & test', 'odd key': 'a=b&c/d+e', empty: '' };
  const tagsOf = (key: string) => storage().getTags?.(at(key));

  it('tags keeps them', async () => {
    await put('key', 'content', { tags });
    expect(await tagsOf('key')).toEqual(tags);
    await put('key', 'content');
    expect(await tagsOf('key')).toEqual({});
  });

  it('tags lets a copy take them along, or replace them', async () => {
    await put('from', 'content', { tags });
    await storage().copy(at('from'), at('to'));
    expect(await tagsOf('to')).toEqual(tags);
    await storage().copy(at('from'), at('changed'), { tags: { only: 'this' } });
    expect(await tagsOf('changed')).toEqual({ only: 'this' });
    await storage().copy(at('from'), at('to'), { metadata: { a: 'b' } });
    expect(await tagsOf('to')).toEqual(tags);
  });

  it('tags of an absent object is OBJECT_NOT_FOUND', async () => {
    expect(await outcomeOf(tagsOf('absent') ?? Promise.resolve())).toBe('OBJECT_NOT_FOUND');
  });
}
