import { describe, expect, it } from 'vitest';
import type { StorageContext } from './storage-context.ts';

/** Each group is in UTF-8 byte order, and would not be in another obvious order. */
const ORDERS: Readonly<Record<string, readonly string[]>> = {
  'names around the slash': ['a!b', 'a-b', 'a.b', 'a/b', 'a0', 'a0/b', 'aa', 'b'],
  'folders that are prefixes of names': ['v1-rc/x', 'v1.0/x', 'v1/x', 'v10/x', 'v1a', 'v2'],
  'surrogate pairs behind U+FFxx': ['z', '\u00e9', '\ufb01', '\uff5e', '\u{10000}', '\u{1f600}'],
  'surrogate pairs inside folders': [
    '\uff5e/1',
    '\uff5e1',
    '\u{1f600}-',
    '\u{1f600}/1',
    '\u{1f600}0',
  ],
  'upper before lower case': ['B', 'Z/1', '_', 'a', 'z/1'],
  'control characters before the slash': ['a', 'a\u0001', 'a\t', 'a ', 'a!', 'a/1', 'a\u007f'],
  'numbers as text': ['1', '10', '100', '2', '20'],
  'long names that share a beginning': [
    `${'n'.repeat(240)}!`,
    `${'n'.repeat(240)}-${'m'.repeat(60)}`,
    `${'n'.repeat(240)}/x`,
    `${'n'.repeat(240)}0`,
    'n'.repeat(300),
    `${'n'.repeat(300)}a/x`,
    `${'n'.repeat(241)}${'\u00e9'.repeat(20)}`,
    `${'n'.repeat(241)}${'\u00e9'.repeat(20)}/x`,
  ],
};

export function listOrderCases({ put, list, deviations }: StorageContext): void {
  describe('order of a listing', () => {
    it.each(Object.entries(ORDERS))('%s', async (_, order) => {
      const keys = order.filter((key) =>
        isHeld(key, order, deviations.noKeyBelowKey !== undefined),
      );
      for (const key of [...keys].reverse()) await put(key);
      expect(await list()).toEqual(keys);
      for (const [i, key] of keys.entries()) {
        expect(await list({ startAfter: key }), `behind ${key}`).toEqual(keys.slice(i + 1));
      }
    });
  });
}

/** Without keys below keys, the key that is a folder of another one is left out. */
function isHeld(key: string, keys: readonly string[], noKeyBelowKey: boolean): boolean {
  return !noKeyBelowKey || !keys.some((other) => other.startsWith(`${key}/`));
}
