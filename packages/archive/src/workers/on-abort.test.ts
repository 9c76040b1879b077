import { expect, it } from 'vitest';
import { onAbort } from './on-abort.ts';

it('all who ask are called back once the signal is aborted, except who took that back', () => {
  const controller = new AbortController();
  const called: number[] = [];
  const takeBacks = [1, 2, 3].map((name) => onAbort(controller.signal, () => called.push(name)));
  takeBacks[1]?.();
  expect(called).toEqual([]);
  controller.abort();
  expect(called).toEqual([1, 3]);
});

it('who asks after the abort is called back at once', () => {
  const called: number[] = [];
  onAbort(AbortSignal.abort(), () => called.push(1));
  expect(called).toEqual([1]);
});
