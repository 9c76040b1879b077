import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredObject } from '../ports/storage-port.ts';
import { classify } from './classify.ts';
import { userMetadata } from './user-metadata.ts';

const SHA = 'a'.repeat(64);
const REF_SHA = 'b'.repeat(64);

const underscored = (field: string) => field.replaceAll('-', '_');
const SPELLINGS: readonly ((field: string) => string)[] = [
  (field) => `dg-${field}`,
  (field) => `dg_${underscored(field)}`,
  underscored,
  (field) => field,
];

const spelled = (fields: Record<string, string>, spell: (field: string) => string) =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [spell(field), value]));

const stored = (metadata: Record<string, string>, key = 'app/v1.zip.delta'): StoredObject => ({
  key,
  size: 10,
  etag: 'e',
  lastModified: new Date(0),
  metadata,
  properties: {},
});

const delta = {
  tool: 'deltaglider/5.2.2',
  'original-name': 'v1.zip',
  'file-sha256': SHA,
  'file-size': '1000',
  'created-at': '2026-11-22T12:28:00.945551Z',
  'ref-key': 'app/reference.bin',
  'ref-sha256': REF_SHA,
  'delta-size': '10',
};
const direct = { tool: 'deltaglider/6.1.2', 'file-sha256': SHA, compression: 'none' };
const reference = { tool: 'deltaglider/6.1.2', 'file-sha256': SHA, note: 'reference' };
const passthrough = { tool: 'deltaglider_proxy/1.19.0', 'file-sha256': SHA, note: 'passthrough' };
const proxyDelta = { ...delta, note: 'delta', 'ref-path': 'reference.bin' };

const values: Record<string, readonly string[]> = {
  tool: ['deltaglider/6.1.2', 'deltaglider_proxy/1.19.0'],
  'file-sha256': [SHA, 'A'.repeat(64)],
  'file-size': ['0', '1000', '', 'many'],
  md5: ['c'.repeat(32), 'no', ''],
  'multipart-etag': [`"${'d'.repeat(32)}-3"`, ''],
  'created-at': ['2026-11-22T12:28:00', '2026-11-22T12:28:00.94Z', 'yesterday', ''],
  'ref-key': ['app/reference.bin', 'other/foo.bin', 'reference.bin', ''],
  'ref-path': ['reference.bin', ''],
  'ref-sha256': [REF_SHA, '', 'no'],
  note: ['reference', 'delta', 'passthrough', 'direct', 'zero-diff (reference identical)', ''],
  compression: ['none', ''],
  'source-name': ['app/v1.zip', ''],
  codec: ['simple', ''],
};
const arbitraries: Record<string, fc.Arbitrary<string>> = Object.fromEntries(
  Object.entries(values).map(([field, of]) => [field, fc.constantFrom(...of)]),
);
const anyFields = fc
  .record(arbitraries)
  .chain((all) =>
    fc
      .subarray(Object.keys(all))
      .map((names) => names.concat('tool', 'file-sha256').map((name) => [name, all[name] ?? ''])),
  )
  .map((entries) => Object.fromEntries(entries) as Record<string, string>);
const anyKey = fc.constantFrom('app/v1.zip.delta', 'app/reference.bin', 'reference.bin', 'a.txt');

describe('classify', () => {
  it('reads any object alike in each of the four spellings', () => {
    fc.assert(
      fc.property(anyFields, anyKey, (fields, key) => {
        const [first, ...others] = SPELLINGS.map((spell) =>
          classify(stored(spelled(fields, spell), key)),
        );
        for (const other of others) expect(other).toEqual(first);
      }),
    );
  });

  it.each([
    ['delta', delta, 'app/v1.zip.delta'],
    ['delta', proxyDelta, 'app/v1.zip.delta'],
    ['direct', direct, 'app/notes.txt'],
    ['direct', passthrough, 'app/notes.txt'],
    ['reference', reference, 'app/reference.bin'],
  ])('tells a %s in each spelling', (kind, fields, key) => {
    for (const spell of SPELLINGS) {
      expect(classify(stored(spelled(fields, spell), key)).kind).toBe(kind);
    }
  });

  it('takes a digest alone for ours, as the Python tool does, in each spelling', () => {
    for (const spell of SPELLINGS) {
      const metadata = spelled({ 'file-sha256': SHA }, spell);
      expect(classify(stored(metadata, 'a.txt'))).toMatchObject({ kind: 'direct', sha256: SHA });
    }
  });

  it('shows none of our fields to the user, in whichever spelling', () => {
    fc.assert(
      fc.property(anyFields, fc.constantFrom(...SPELLINGS), (fields, spell) => {
        expect(userMetadata({ ...spelled(fields, spell), 'user-owner': 'me' })).toEqual(
          fields.tool?.startsWith('deltaglider_proxy') ? { owner: 'me' } : { 'user-owner': 'me' },
        );
      }),
    );
  });

  it('refuses a spelling that is half dashed and half underscored', () => {
    const half = (field: string) => `dg-${underscored(field)}`;
    expect(classify(stored(spelled({ 'file-sha256': SHA }, half))).kind).toBe('foreign');
    const broken = { ...spelled(delta, (field) => `dg-${field}`), 'dg-ref-sha256': '' };
    const mixed = { ...broken, 'dg-ref_sha256': REF_SHA };
    expect(classify(stored(mixed))).toMatchObject({ kind: 'damaged' });
  });

  it('leaves an object alone whose own metadata merely looks like a field of ours', () => {
    const metadata = { tool: 'hammer', note: 'delta', compression: 'none', 'file-size': '3' };
    expect(classify(stored(metadata))).toEqual({ kind: 'foreign' });
    expect(userMetadata(metadata)).toEqual(metadata);
  });

  it.each([
    ['file-sha256', 'SHA-256 of its content is (dg-file-sha256 is missing or empty)', ''],
    ['file-sha256', 'SHA-256 of its content is (dg-file-sha256 is not valid)', 'abc'],
    ['ref-sha256', 'SHA-256 of its reference is (dg-ref-sha256 is missing or empty)', ''],
    ['file-size', 'how large its content is (dg-file-size is not valid)', '-1'],
  ])('says what a delta lacks: %s', (field, reason, value) => {
    const metadata = spelled({ ...proxyDelta, [field]: value }, (name) => `dg-${name}`);
    expect(classify(stored(metadata))).toMatchObject({
      kind: 'damaged',
      reason: expect.stringContaining(reason) as string,
    });
  });

  it.each([
    ['2026-11-22T12:28:00.945551Z', '2026-11-22T12:28:00.945Z'],
    ['2026-11-22T12:28:00.945551', '2026-11-22T12:28:00.945Z'],
    ['2026-11-22T12:28:00', '2026-11-22T12:28:00.000Z'],
    ['2026-11-22T14:28:00+02:00', '2026-11-22T12:28:00.000Z'],
    ['', undefined],
    ['version 1', undefined],
    ['2026', undefined],
    ['2026-13-99T12:28:00Z', undefined],
  ])('reads the time %j', (text, expected) => {
    const metadata = spelled({ ...delta, 'created-at': text }, (name) => `dg-${name}`);
    const classified = classify(stored(metadata));
    const createdAt = 'createdAt' in classified ? classified.createdAt : 'none';
    expect(createdAt).toEqual(expected === undefined ? undefined : new Date(expected));
  });

  it('takes a reference that was copied to another name for an ordinary object', () => {
    const metadata = spelled(reference, (field) => `dg-${field}`);
    expect(classify(stored(metadata, 'app/copy.zip'))).toMatchObject({
      kind: 'direct',
      sha256: SHA,
    });
  });

  it('lets nothing be made against a reference that is encrypted', () => {
    const metadata = {
      ...spelled({ ...reference, tool: 'deltaglider_proxy/1.19.0' }, (field) => `dg-${field}`),
      'user-dg-encrypted': 'aes-256-gcm-v1',
    };
    expect(classify(stored(metadata, 'app/reference.bin'))).toEqual({
      kind: 'reference',
      sha256: undefined,
      encryption: 'aes-256-gcm-v1',
    });
  });
});
