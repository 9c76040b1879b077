import { describe, expect, it } from 'vitest';
import { isS3Store, toS3Connection } from './s3-connection.ts';

const s3 = ['s3:'];
const directory = ['file:///srv/store'];

describe('toS3Connection', () => {
  it('says nothing where no flag does', () => {
    expect(toS3Connection({ 'verify-ssl': true, 'sign-request': true }, s3)).toEqual({});
    expect(toS3Connection({ 'verify-ssl': true, 'sign-request': true }, directory)).toEqual({});
  });

  it('takes every flag', () => {
    const flags = {
      'endpoint-url': 'http://127.0.0.1:9000',
      region: 'eu-west-1',
      profile: 'work',
      'verify-ssl': false,
      'sign-request': false,
      'ca-bundle': '/ca.pem',
      'cli-read-timeout': '0',
      'cli-connect-timeout': '5',
    };
    expect(toS3Connection(flags, s3)).toEqual({
      endpoint: 'http://127.0.0.1:9000',
      region: 'eu-west-1',
      profile: 'work',
      verifyTls: false,
      signRequests: false,
      caBundle: '/ca.pem',
      readTimeoutMs: 0,
      connectTimeoutMs: 5000,
    });
  });

  it.each(['soon', '-1', '1.5', ''])('refuses the timeout "%s"', (value) => {
    expect(() => toS3Connection({ 'cli-read-timeout': value }, s3)).toThrow(
      expect.objectContaining({
        exitCode: 252,
        message: `argument --cli-read-timeout: ${value} is not a whole number of seconds.`,
      }) as Error,
    );
  });

  it.each([
    [{ region: 'x' }, '--region'],
    [{ 'verify-ssl': false }, '--no-verify-ssl'],
    [{ 'sign-request': false }, '--no-sign-request'],
  ])('refuses %j where the store is a directory', (flags, spelled) => {
    expect(() => toS3Connection(flags, directory)).toThrow(
      expect.objectContaining({
        exitCode: 252,
        message: `argument ${spelled}: this is for S3, and the store is file:///srv/store.`,
      }) as Error,
    );
  });

  it('takes them where one of two stores is S3', () => {
    expect(toS3Connection({ region: 'x' }, ['file:///a', 's3:?profile=b'])).toEqual({
      region: 'x',
    });
  });
});

describe('isS3Store', () => {
  it('tells by the scheme', () => {
    const stores = ['s3:', 'S3:?region=x', 's3', 'file:///s3:', 's3x:'];
    expect(stores.map(isS3Store)).toEqual([true, true, false, false, false]);
  });
});
