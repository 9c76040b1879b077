import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dispositionOf } from './disposition-of.ts';

const of = (key: string, contentDisposition?: string) =>
  dispositionOf({ address: { bucket: 'b', key }, properties: { contentDisposition } });

describe('dispositionOf', () => {
  it.each([
    ['app/v2.zip', undefined, 'attachment; filename="v2.zip"'],
    ['app/v2.zip', '', 'attachment; filename="v2.zip"'],
    ['app/v2.zip', 'inline', 'inline; filename="v2.zip"'],
    ['app/v2.zip', 'attachment; filename="own.zip"', 'attachment; filename="own.zip"'],
    ['app/v2.zip', "inline ; FILENAME* = UTF-8''a", "inline ; FILENAME* = UTF-8''a"],
    ['a "b".zip', undefined, `attachment; filename="a _b_.zip"; filename*=UTF-8''a%20%22b%22.zip`],
    [
      'ü(1)*.zip',
      undefined,
      `attachment; filename="_(1)*.zip"; filename*=UTF-8''%C3%BC%281%29%2A.zip`,
    ],
  ])('of %s, kept with %j', (key, own, expected) => {
    expect(of(key, own)).toBe(expected);
  });

  it('is a header, and says the name, whatever that is', () => {
    const names = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .map((name) => name.replaceAll('/', ''));
    fc.assert(
      fc.property(names, (name) => {
        const text = of(`prefix/${name}`);
        expect(text).toMatch(/^[\x20-\x7e]*$/);
        const [, plain = '', encoded] =
          /^attachment; filename="([^"\\]*)"(?:; filename\*=UTF-8''([\w.~%!#$&+^`|-]*))?$/.exec(
            text,
          ) ?? [];
        expect(encoded === undefined ? plain : decodeURIComponent(encoded)).toBe(name);
      }),
    );
  });
});
