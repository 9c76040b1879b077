import { expect, it } from 'vitest';
import { closestWord } from './closest-word.ts';

const commands = ['cp', 'ls', 'mb', 'rb', 'rm', 'verify'];

it.each([
  ['verfiy', 'verify'],
  ['verifiy', 'verify'],
  ['ls', 'ls'],
  ['lss', 'ls'],
  ['pc', 'cp'],
  ['bogus', undefined],
])('takes %s for %s', (word, meant) => {
  expect(closestWord(word, commands)).toBe(meant);
});
