import { DeltaGliderError } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { fromNodeError } from './from-node-error.ts';

const attempt = { action: 'write', bucket: 'bucket', key: 'folder/key' };

function nodeError(code: string): Error {
  return Object.assign(new Error(`${code}: something, write '/data/x'`), {
    code,
    syscall: 'write',
  });
}

describe('fromNodeError', () => {
  it.each([
    ['EACCES', 'ACCESS_DENIED'],
    ['EPERM', 'ACCESS_DENIED'],
    ['EROFS', 'ACCESS_DENIED'],
    ['ENOSPC', 'STORAGE_FULL'],
    ['EDQUOT', 'STORAGE_FULL'],
    ['EMFILE', 'STORAGE_UNAVAILABLE'],
    ['ENAMETOOLONG', 'INVALID_ARGUMENT'],
    ['EEXIST', 'OBJECT_EXISTS'],
    ['EIO', 'STORAGE_FAILED'],
    ['EWHATEVER', 'STORAGE_FAILED'],
  ])('translates %s to %s', (code, expected) => {
    const cause = nodeError(code);
    const error = fromNodeError(cause, attempt);
    expect(DeltaGliderError.is(error)).toBe(true);
    expect(error).toMatchObject({
      code: expected,
      cause,
      details: { bucket: 'bucket', key: 'folder/key' },
    });
    expect(String(error)).toMatch(/Cannot write s3:\/\/bucket\/folder\/key: .*\(?E[A-Z]+/);
  });

  it('names the root where there is no bucket', () => {
    const error = fromNodeError(nodeError('EACCES'), { action: 'list the buckets of', path: '/x' });
    expect(String(error)).toContain('Cannot list the buckets of /x: the system denies permission');
  });

  it('names the bucket where there is no key', () => {
    const error = fromNodeError(nodeError('EACCES'), { action: 'list', bucket: 'bucket' });
    expect(String(error)).toContain(
      'Cannot list the bucket bucket: the system denies permission (EACCES).',
    );
  });

  it.each([
    new DeltaGliderError('OBJECT_EXISTS', 'x'),
    new Error('x'),
    Object.assign(new Error('x'), { code: 'ENOENT' }),
    'a reason',
    undefined,
  ])('leaves %s as it is', (error) => {
    expect(fromNodeError(error, attempt)).toBe(error);
  });
});
