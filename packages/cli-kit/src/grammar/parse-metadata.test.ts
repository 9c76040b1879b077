import { expect, it } from 'vitest';
import { parseMetadata } from './parse-metadata.ts';

it.each([
  ['a=b', { a: 'b' }],
  ['A=b,c=d=e', { a: 'b', c: 'd=e' }],
  ['a=', { a: '' }],
  ['{"K":"v,w"}', { k: 'v,w' }],
])('reads %s', (text, metadata) => {
  expect(parseMetadata(text)).toEqual(metadata);
});

it.each(['a', '=b', 'a=b,', '', '{"a":1}', '{nonsense'])('refuses %j', (text) => {
  expect(() => parseMetadata(text)).toThrow(expect.objectContaining({ exitCode: 252 }) as Error);
});
