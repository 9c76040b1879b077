import type { S3Client } from '@aws-sdk/client-s3';
import type { Bandwidth } from './bytes/bandwidth.ts';
import { Conditions } from './conditions/conditions.ts';
import type { S3StorageOptions } from './s3-storage-options.ts';
import { Slots } from './uploads/slots.ts';

const MIB = 1 << 20;
/** What S3 takes in one PUT, and copies in one request. */
export const MAX_SINGLE_BYTES = 5 * 1024 * MIB;

/** The options with their defaults: what every operation of this package works with. */
export interface S3Context {
  readonly client: S3Client;
  readonly multipartThreshold: number;
  readonly partSize: number;
  readonly partConcurrency: number;
  readonly partSlots: Slots;
  readonly copyPartSize: number;
  readonly bandwidth: Bandwidth | undefined;
  readonly conditions: Conditions;
  /** Where buckets were found, by name: the SDK forgets where it was redirected to. */
  readonly regions: Map<string, string>;
  readonly clock: () => Date;
  readonly diagnosisTimeoutMs: number;
}

export function createContext(options: S3StorageOptions): S3Context {
  const { client, bandwidth, partConcurrency = 10 } = options;
  return {
    client,
    bandwidth,
    multipartThreshold: options.multipartThreshold ?? 8 * MIB,
    partSize: options.partSize ?? 8 * MIB,
    partConcurrency,
    partSlots: new Slots(partConcurrency),
    copyPartSize: options.copyPartSize ?? MAX_SINGLE_BYTES,
    conditions: new Conditions(client, options.conditions ?? {}),
    regions: new Map(),
    clock: options.clock ?? (() => new Date()),
    diagnosisTimeoutMs: options.diagnosisTimeoutMs ?? 15_000,
  };
}
