import type { LifecycleRule } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { lifecycleDanger } from './lifecycle-danger.ts';

const expire: LifecycleRule = { Status: 'Enabled', Expiration: { Days: 1 } };
const references = { action: 'expire', of: 'references' };
const Tag = { Key: 'kind', Value: 'old' };

describe('the danger of a lifecycle rule', () => {
  it.each<[string, LifecycleRule, object | undefined]>([
    ['that is off', { ...expire, Status: 'Disabled' }, undefined],
    ['without a filter', expire, references],
    ['of a date', { Status: 'Enabled', Expiration: { Date: new Date(0) } }, references],
    [
      'of delete markers',
      { Status: 'Enabled', Expiration: { ExpiredObjectDeleteMarker: true } },
      undefined,
    ],
    [
      'of old versions',
      { Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
      undefined,
    ],
    ['of small objects', { ...expire, Filter: { ObjectSizeLessThan: 100 } }, references],
    ['of empty objects', { ...expire, Filter: { ObjectSizeLessThan: 1 } }, undefined],
    [
      'of no size',
      { ...expire, Filter: { And: { ObjectSizeGreaterThan: 9, ObjectSizeLessThan: 10 } } },
      undefined,
    ],
    [
      'of one size',
      { ...expire, Filter: { And: { ObjectSizeGreaterThan: 9, ObjectSizeLessThan: 11 } } },
      references,
    ],
    ['of a tag', { ...expire, Filter: { Tag } }, { action: 'expire', of: 'deltas' }],
    [
      'of a prefix and a tag',
      { ...expire, Filter: { And: { Prefix: 'app/', Tags: [Tag] } } },
      { action: 'expire', of: 'deltas' },
    ],
    ['of everything of ours', { ...expire, Filter: { Prefix: '.deltaglider/' } }, references],
    ['of what is left over', { ...expire, Filter: { Prefix: '.deltaglider/tmp/' } }, undefined],
    [
      'that moves to a class that can be read',
      { Status: 'Enabled', Transitions: [{ Days: 1, StorageClass: 'STANDARD_IA' }] },
      undefined,
    ],
    [
      'that moves twice',
      {
        Status: 'Enabled',
        Transitions: [
          { Days: 1, StorageClass: 'GLACIER_IR' },
          { Days: 9, StorageClass: 'GLACIER' },
        ],
      },
      { action: 'archive', of: 'references' },
    ],
  ])('%s', (_, rule, danger) => {
    expect(lifecycleDanger(rule)).toEqual(danger);
  });
});
