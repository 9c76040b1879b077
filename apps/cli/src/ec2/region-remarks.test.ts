import { expect, it } from 'vitest';
import { regionRemarks } from './region-remarks.ts';

const instance = { region: 'eu-central-1', availabilityZone: 'eu-central-1b' };

it('says nothing more than the region on a machine elsewhere', () => {
  expect(regionRemarks({ instance: undefined, region: 'us-east-1', isAsked: true })).toEqual({
    notes: ['S3 Client Region: us-east-1'],
    warnings: [],
  });
});

it('is content where machine and store are together', () => {
  expect(regionRemarks({ instance, region: 'eu-central-1', isAsked: true })).toEqual({
    notes: [
      'EC2 Instance: eu-central-1b',
      'S3 Client Region: eu-central-1',
      '✓ Regions aligned - no cross-region charges',
    ],
    warnings: [],
  });
});

it('names the region to ask in where none was asked for', () => {
  expect(regionRemarks({ instance, region: 'us-east-1', isAsked: false }).warnings).toEqual([
    'ℹ️  INFO: EC2 region (eu-central-1) differs from configured S3 region (us-east-1)',
    '    Consider using --region eu-central-1 to avoid cross-region charges.',
  ]);
});

it('warns where another one was asked for', () => {
  const { warnings } = regionRemarks({ instance, region: 'us-east-1', isAsked: true });
  expect(warnings).toHaveLength(3);
  expect(warnings[0]).toBe('⚠️  WARNING: EC2 region=eu-central-1 != S3 client region=us-east-1');
});
