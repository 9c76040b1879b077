import { describe, expect, it } from 'vitest';
import { isS3Uri, parseBucketPath, parseBucketUri, parseS3Uri } from './s3-uri.ts';

describe('S3 URIs', () => {
  it.each([
    ['s3://b', 'b', ''],
    ['s3://b/', 'b', ''],
    ['s3://b/k', 'b', 'k'],
    ['s3://b/p/', 'b', 'p/'],
    ['s3://b//k', 'b', '/k'],
    ['s3://b/a b/ü?x=1#y', 'b', 'a b/ü?x=1#y'],
  ])('reads %s', (text, bucket, key) => {
    expect(parseS3Uri(text)).toEqual({ bucket, key });
  });

  it('takes a bucket and prefix without the scheme where that is allowed', () => {
    expect(parseBucketPath('b/p/')).toEqual({ bucket: 'b', key: 'p/' });
    expect(() => parseS3Uri('b/p/')).toThrow('b/p/ is not an S3 URI.');
  });

  it.each(['s3://', 's3:///k', '/k', ''])('refuses %j: it names no bucket', (text) => {
    expect(() => parseBucketPath(text)).toThrow('names no bucket');
  });

  it('refuses a key where a bucket is wanted', () => {
    expect(parseBucketUri('s3://b/')).toBe('b');
    expect(() => parseBucketUri('s3://b/k')).toThrow('names more than a bucket');
    expect(() => parseBucketUri('b')).toThrow('is not an S3 URI');
  });

  it('knows the scheme by its lower-case letters only', () => {
    expect([isS3Uri('s3://b'), isS3Uri('S3://b'), isS3Uri('./s3:')]).toEqual([true, false, false]);
  });
});
