import { setTimeout as delay } from 'node:timers/promises';
import { DeltaGliderError } from '@deltaglider/core';
import { S3Storage } from '@deltaglider/storage-s3';
import type { StoreBackend } from '../store-backend.ts';
import { loadAwsSettings, type AwsSettings } from './aws-settings.ts';
import { createBandwidth } from './create-bandwidth.ts';
import { createS3Client } from './create-s3-client.ts';
import type { S3Connection } from './s3-connection.ts';

/** S3 takes no smaller parts; `aws` corrects the setting, too. */
const MIN_PART_SIZE = 5 * 2 ** 20;

/** Opens AWS S3 or a store that speaks its language, with the settings that `aws s3` would find. */
export async function openS3Store(connection: S3Connection = {}): Promise<StoreBackend> {
  const settings = await loadAwsSettings(connection);
  const client = await createS3Client(connection, settings);
  const storage = new S3Storage({
    client,
    multipartThreshold: settings.multipartThreshold,
    partSize: Math.max(settings.multipartChunksize, MIN_PART_SIZE),
    partConcurrency: settings.maxConcurrentRequests,
    bandwidth: bandwidthOf(settings),
  });
  return {
    storage,
    buckets: storage,
    uploads: storage,
    presigning: storage,
    diagnostics: storage,
    identity: `s3 ${settings.endpoint ?? 'aws'}`,
    region: settings.endpoint === undefined ? settings.region : undefined,
    concurrency: settings.maxConcurrentRequests,
    close: async () => {
      client.destroy();
    },
  };
}

/** A store's URL: `s3:`, and `s3:?endpoint=…&region=…&profile=…` where the settings are not to decide. */
export async function openS3Url(url: URL, connection: S3Connection = {}): Promise<StoreBackend> {
  assertOnlyQuery(url);
  const given = Object.fromEntries(url.searchParams);
  return await openS3Store({ ...connection, ...given });
}

const PARAMETERS = ['endpoint', 'region', 'profile'];

function assertOnlyQuery(url: URL): void {
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  const isBare = /^(?:s3:|s3:\/\/\/?)$/.test(url.href.split('?')[0] ?? '');
  if (isBare && unknown === undefined) return;
  throw new DeltaGliderError('INVALID_ARGUMENT', `"${url.href}" is not the URL of a store.`, {
    details: {
      hint: 'S3 is s3: alone, or with its endpoint, region or profile: s3:?endpoint=http://127.0.0.1:9000.',
    },
  });
}

function bandwidthOf({ maxBandwidth }: AwsSettings) {
  if (maxBandwidth === undefined) return undefined;
  return createBandwidth({
    bytesPerSecond: maxBandwidth,
    now: () => performance.now(),
    sleep: async (ms, signal) => {
      await delay(ms, undefined, { signal }).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      });
    },
  });
}
