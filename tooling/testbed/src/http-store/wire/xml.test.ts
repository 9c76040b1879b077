import fc from 'fast-check';
import { expect, test } from 'vitest';

import { childText, readXml } from './xml-reader.ts';
import { xmlDocument } from './xml-writer.ts';

test('what is written is read again, whatever the text', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, (one) => {
      const document = readXml(xmlDocument('Root', { Key: one, Other: 'x' }));
      expect(childText(document, 'Key')).toBe(one);
    }),
  );
});

test.each(['', '<a>', '<a></b>', '</a>', '<a>&nope;</a>', '<a><b></a></b>', 'text'])(
  'refuses %j',
  (source) => {
    expect(() => readXml(source)).toThrow('MalformedXML');
  },
);

test('leaves namespaces, attributes, comments and the declaration out', () => {
  const source =
    '<?xml version="1.0"?><!-- c --><x:Root a="1>2" xmlns:x="u"><Key/><Key>k</Key></x:Root>';
  const root = readXml(source);
  expect(root.name).toBe('Root');
  expect(root.children.map(({ text }) => text)).toEqual(['', 'k']);
});
