import type { S3Client } from '@aws-sdk/client-s3';
import type { Bandwidth } from './bytes/bandwidth.ts';
import type { ConditionalSupport } from './conditions/conditional-support.ts';

export interface S3StorageOptions {
  /** Where to send requests, and how: endpoint, region, credentials, retries. It stays the caller's. */
  readonly client: S3Client;
  /** Objects of this many bytes and more are uploaded in parts. @default 8388608 */
  readonly multipartThreshold?: number | undefined;
  /** Bytes of a part; grows where an object would need more than 10,000. @default 8388608 */
  readonly partSize?: number | undefined;
  /** Parts that are under way at once, of all objects together; each is held in memory. @default 10 */
  readonly partConcurrency?: number | undefined;
  /** Larger objects are copied in parts of this many bytes inside the store. @default 5368709120 */
  readonly copyPartSize?: number | undefined;
  /** Shared by everything that this storage moves. @default unlimited */
  readonly bandwidth?: Bandwidth | undefined;
  /**
   * What the store is known to honour. What is left out is known of AWS by its host name, and tried out on
   * every other store before it is relied on.
   */
  readonly conditions?: Partial<ConditionalSupport> | undefined;
  /** What the store's clock is compared with. @default the system's clock */
  readonly clock?: (() => Date) | undefined;
  /** How long a diagnosis waits for each answer. @default 15000 */
  readonly diagnosisTimeoutMs?: number | undefined;
}
