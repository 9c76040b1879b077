import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../expectations/outcome-of.ts';
import type { StorageContext } from './storage-context.ts';

const ODD_KEYS: readonly string[] = [
  'a b  c',
  ' leading and trailing ',
  '100%',
  '%',
  '%%',
  '%41',
  '%2F',
  '%2e%2e/%2e',
  '%00',
  'a+b',
  'a#b',
  'a?b=c&d',
  'a;b:c,d=e@f$g',
  `quotes'"\`<>|*`,
  'back\\slash',
  '..\\..\\x',
  'ümlaut-ß-日本語',
  '\u{1f600}\u{1f468}\u200d\u{1f469}',
  '\ufeffbom',
  '\ufffd',
  '/',
  '//',
  '/leading',
  '//two/leading',
  'double//slash',
  'triple///slash',
  'trailing/',
  'trailing/two//',
  '.',
  '..',
  './x',
  '../x',
  '../../../../../../etc/x',
  'x/./y',
  'x/../y',
  'x/..',
  'x/.',
  '...',
  '.hidden',
  'tab\there',
  'line\nbreak',
  'return\r',
  'escape\u001b[0m',
  'del\u007f',
  'zero\u0000byte',
  '\u0000',
  'con',
  'NUL.txt',
  'aux/prn',
  '~',
  '-rf',
  '*',
  '.deltaglider/trash/0/reference.bin',
  '.deltaglider/meta/x',
  '.deltaglider/tmp/x',
  'reference.bin',
  '__proto__',
  'constructor',
  'n'.repeat(255),
  'n'.repeat(256),
  's'.repeat(1000),
  `${'f'.repeat(500)}/${'s'.repeat(500)}`,
  `${'f'.repeat(300)}/../${'.'.repeat(300)}`,
  '\u{1f600}'.repeat(250),
  '/'.repeat(50),
  'k/'.repeat(511) + 'kk',
  'K'.repeat(1024),
];

export function keyCases(context: StorageContext): void {
  describe('odd keys', () => {
    const refused = new Map(Object.entries(context.deviations.refusedKeys ?? {}));
    for (const key of ODD_KEYS) {
      const name = JSON.stringify(key.length > 60 ? `${key.slice(0, 60)}… (${key.length})` : key);
      const reason = refused.get(key);
      if (reason === undefined) it(`holds ${name}`, () => holds(context, key));
      else it(`refuses ${name}: ${reason}`, () => refuses(context, key));
    }
    togetherCases(context);
  });
}

async function holds({ storage, at, put, read, list }: StorageContext, key: string): Promise<void> {
  await put(key, 'content', { metadata: { a: 'b' } });
  expect(await read(key)).toBe('content');
  expect(await storage().head(at(key))).toMatchObject({ key, metadata: { a: 'b' } });
  expect(await list()).toEqual([key]);
  expect(await list({ prefix: key })).toEqual([key]);
  expect(await list({ startAfter: key })).toEqual([]);
  const at0 = key.indexOf('/');
  expect(await list({ delimiter: '/' })).toEqual([at0 < 0 ? key : `PRE ${key.slice(0, at0 + 1)}`]);
  await storage().copy(at(key), at('copied'));
  expect(await read('copied')).toBe('content');
  expect(await outcomeOf(put(key, 'other', { ifAbsent: true }))).toBe('OBJECT_EXISTS');
  expect(await storage().deleteMany(at('').bucket, [key])).toEqual([]);
  expect(await list()).toEqual(['copied']);
}

async function refuses({ put, list }: StorageContext, key: string): Promise<void> {
  expect(await outcomeOf(put(key))).toBe('INVALID_ARGUMENT');
  expect(await list()).toEqual([]);
}

/** Keys that a careless mapping to paths, URLs or XML would take for one another. */
const LOOKALIKES: readonly (readonly string[])[] = [
  ['a/b', 'a//b', '/a/b', 'a/b/', './a/b', 'a/./b', 'a\\b', 'a%2Fb', 'a/../a/b'],
  ['%', '%25', '%2525', '%2E', '.', '%2E%2E', '..'],
  ['a b', 'a+b', 'a%20b', 'a%2Bb'],
  ['x', 'x ', ' x', 'x.', 'x\u0000', 'x\n'],
  [`${'l'.repeat(250)}/${'m'.repeat(50)}`, 'l'.repeat(250) + 'm'.repeat(50)],
];

function togetherCases({ put, read, list, deviations }: StorageContext): void {
  const refused = new Set(Object.keys(deviations.refusedKeys ?? {}));

  it.each(LOOKALIKES.map((keys) => [keys]))('tells %j apart', async (lookalikes) => {
    const keys = lookalikes.filter((key) => !refused.has(key) && !isFolder(key, lookalikes));
    for (const key of keys) await put(key);
    for (const key of keys) expect(await read(key)).toBe(key);
    expect((await list()).sort()).toEqual([...keys].sort());
  });

  const isFolder = (key: string, keys: readonly string[]): boolean =>
    deviations.noKeyBelowKey !== undefined && keys.some((other) => other.startsWith(`${key}/`));

  const oneForm = deviations.oneUnicodeForm;
  it.skipIf(oneForm !== undefined)('tells the normal forms of Unicode apart', async () => {
    await put('\u00e9');
    await put('e\u0301');
    expect(await list()).toEqual(['e\u0301', '\u00e9']);
    expect(await read('\u00e9')).toBe('\u00e9');
  });

  it('keeps a folder marker beside the keys of the folder', async () => {
    await put('folder/', '');
    await put('folder/key');
    await put('folder//', 'empty name');
    expect(await list()).toEqual(['folder/', 'folder//', 'folder/key']);
    expect(await list({ delimiter: '/' })).toEqual(['PRE folder/']);
    expect(await list({ delimiter: '/', prefix: 'folder/' })).toEqual([
      'folder/',
      'PRE folder//',
      'folder/key',
    ]);
  });

  const reason = deviations.noKeyBelowKey;
  if (reason === undefined) {
    it('keeps a key and keys below it', async () => {
      for (const key of ['a/b', 'a', 'a/b/c']) await put(key);
      expect(await list()).toEqual(['a', 'a/b', 'a/b/c']);
      for (const key of ['a', 'a/b', 'a/b/c']) expect(await read(key)).toBe(key);
    });
  } else {
    it.each([
      ['a', 'a/b'],
      ['a/b', 'a'],
      ['a', 'a/b/c'],
      ['a/b/c', 'a'],
    ])(`keeps %j and refuses %j unharmed: ${reason}`, async (first, second) => {
      await put(first);
      for (const ifAbsent of [false, true]) {
        expect(await outcomeOf(put(second, second, { ifAbsent }))).toBe('INVALID_ARGUMENT');
      }
      expect(await list()).toEqual([first]);
      expect(await read(first)).toBe(first);
    });
  }
}
