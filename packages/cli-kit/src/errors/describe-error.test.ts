import { DeltaGliderError, type ErrorCode } from '@deltaglider/core';
import { expect, it } from 'vitest';
import { configurationError, usageError } from './command-error.ts';
import { describeError, exitCodeOf } from './describe-error.ts';
import { Interruption } from './interruption.ts';

const ofCode = (code: ErrorCode) => new DeltaGliderError(code, 'Something happened.');

it.each([
  [usageError('x'), 252],
  [configurationError('x'), 253],
  [new Interruption('SIGINT'), 130],
  [ofCode('INVALID_ARGUMENT'), 252],
  [ofCode('BUCKET_NOT_FOUND'), 254],
  [ofCode('INTEGRITY_MISMATCH'), 254],
  [ofCode('ACCESS_DENIED'), 254],
  [ofCode('CREDENTIALS_MISSING'), 253],
  [ofCode('STORAGE_UNAVAILABLE'), 255],
  [ofCode('DELETION_REFUSED'), 255],
  [new Error('x'), 255],
  ['text', 255],
])('ends after %s with %d', (error, exitCode) => {
  expect(exitCodeOf(error)).toBe(exitCode);
});

it('describes anything that can be thrown', () => {
  expect(describeError(undefined)).toEqual({ code: 'UNKNOWN', message: 'undefined' });
  expect(describeError(new Error('x'))).toEqual({ code: 'UNKNOWN', message: 'x' });
  expect(describeError(usageError('x', 'y'))).toEqual({
    code: 'INVALID_ARGUMENT',
    message: 'x',
    hint: 'y',
  });
});
