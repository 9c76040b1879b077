import { expect, it } from 'vitest';
import { displayPath } from './display-path.ts';

it.each([
  ['/w/a.txt', './a.txt'],
  ['/w/d/1.txt', 'd/1.txt'],
  ['/x/a', '../x/a'],
  ['/w/d/', './d/'],
  ['/w/d/e/', 'd/e/'],
  ['/w/', './'],
  ['-', '-'],
])('shows %s as %s', (path, shown) => {
  expect(displayPath(path, '/w')).toBe(shown);
});
