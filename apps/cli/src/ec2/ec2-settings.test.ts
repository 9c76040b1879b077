import { expect, it } from 'vitest';
import { ec2Settings } from './ec2-settings.ts';

it.each(['true', '1', 'yes', 'TRUE'])('DG_DISABLE_EC2_DETECTION=%s leaves it out', (value) => {
  expect(ec2Settings({ DG_DISABLE_EC2_DETECTION: value })).toBeUndefined();
});

it('leaves it out as the tools of AWS do, and asks where they do', () => {
  expect(ec2Settings({ AWS_EC2_METADATA_DISABLED: 'true' })).toBeUndefined();
  const AWS_EC2_METADATA_SERVICE_ENDPOINT = 'http://127.0.0.1:1338';
  expect(ec2Settings({ AWS_EC2_METADATA_SERVICE_ENDPOINT })).toEqual({
    endpoint: 'http://127.0.0.1:1338',
  });
});

it.each([{}, { DG_DISABLE_EC2_DETECTION: 'no' }, { DG_DISABLE_EC2_DETECTION: '' }])(
  'asks otherwise: %j',
  (environment) => {
    expect(ec2Settings(environment)).toEqual({ endpoint: undefined });
  },
);
