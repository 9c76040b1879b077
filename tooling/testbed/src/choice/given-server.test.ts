import { expect, test } from 'vitest';

import { givenServer } from './given-server.ts';

const S3_ENDPOINT = 'http://127.0.0.1:9000';

test('takes the names of this project before those of the AWS tools', () => {
  const aws = { AWS_ACCESS_KEY_ID: 'b', AWS_SECRET_ACCESS_KEY: 't', AWS_REGION: 'eu-west-1' };
  expect(givenServer({ S3_ENDPOINT, ...aws })).toMatchObject({
    server: { region: 'eu-west-1', credentials: { accessKeyId: 'b', secretAccessKey: 't' } },
  });
  const ours = { S3_ACCESS_KEY: 'a', S3_SECRET_KEY: 's', S3_REGION: 'eu-north-1' };
  expect(givenServer({ S3_ENDPOINT, ...aws, ...ours })).toMatchObject({
    server: {
      endpoint: S3_ENDPOINT,
      region: 'eu-north-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    },
  });
});

test('is none without an endpoint, and an error with one that lacks keys', () => {
  expect(givenServer({ AWS_ACCESS_KEY_ID: 'a' })).toEqual({ reason: 'S3_ENDPOINT is not set' });
  expect(() => givenServer({ S3_ENDPOINT, S3_ACCESS_KEY: 'a' })).toThrow('S3_SECRET_KEY');
});
