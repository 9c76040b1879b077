import { expect, it } from 'vitest';
import { guessContentType } from './content-type.ts';

it.each([
  ['a.zip', 'application/zip'],
  ['a.tgz', 'application/x-tar'],
  ['a.tar.gz', 'application/x-tar'],
  ['a.tar.xz', 'application/x-tar'],
  ['a.jar', 'application/java-archive'],
  ['a.war', undefined],
  ['a.whl', undefined],
  ['a.xz', undefined],
  ['a.gz', undefined],
  ['a.zst', 'application/zstd'],
  ['a.deb', 'application/vnd.debian.binary-package'],
  ['dump.sql.gz', 'application/sql'],
  ['d/e.TXT', 'text/plain'],
  ['index.html', 'text/html'],
  ['x.json', 'application/json'],
  ['.txt', undefined],
  ['.a.json', 'application/json'],
  ['no-ending', undefined],
  ['a.b/c', undefined],
  ['a.constructor', undefined],
])('guesses that %s is %s', (name, type) => {
  expect(guessContentType(name)).toBe(type);
});
