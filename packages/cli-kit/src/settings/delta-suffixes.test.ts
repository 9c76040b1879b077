import { expect, it } from 'vitest';
import { applyDeltaSuffixes, parseDeltaSuffixes } from './delta-suffixes.ts';

const apply = (text: string) => applyDeltaSuffixes(parseDeltaSuffixes(text), ['.zip', '.gz']);

it.each([
  ['.jar, .ZIP', ['.jar', '.zip']],
  ['+.foo,-.gz', ['.zip', '.foo']],
  ['+.zip', ['.zip', '.gz']],
  ['', []],
])('turns %j into %j', (text, endings) => {
  expect(apply(text)).toEqual(endings);
});

it.each(['.zip,+.jar', 'zip', '.', '.a/b', '+jar'])('refuses %j', (text) => {
  expect(() => apply(text)).toThrow();
});
