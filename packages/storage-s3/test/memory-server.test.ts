import { describeStoragePort, type StorageDeviations } from '@deltaglider/testing';
import { createTestClient, freshBucket, MemoryS3Server } from '@repo/testbed';
import { afterAll } from 'vitest';
import { S3Storage, type S3StorageOptions } from '../src/index.ts';

const refusedKeys = Object.fromEntries(
  ['zero\u0000byte', '\u0000', 'x\u0000'].map((key) => [key, 'XML cannot carry it']),
);

/** With every condition that AWS has. */
const server = await MemoryS3Server.start({ minPartSize: 1 });
/** One that takes conditions and does nothing about them. */
const deafServer = await MemoryS3Server.start({ minPartSize: 1 });
deafServer.ignoreConditions = true;

const WHY = 'the store ignores conditions, so writers can only look before and after';
const deaf: StorageDeviations = { refusedKeys, racyDelete: WHY, racyWrites: WHY };

const SETTINGS: Readonly<Record<string, Omit<S3StorageOptions, 'client'>>> = {
  whole: {},
  'in small parts': { multipartThreshold: 1, partSize: 300_000, copyPartSize: 200_000 },
};

function describeOver(store: string, at: MemoryS3Server, deviations: StorageDeviations): void {
  const client = createTestClient(at);
  afterAll(async () => {
    client.destroy();
    await at.stop();
  });
  for (const [how, options] of Object.entries(SETTINGS)) {
    describeStoragePort(`S3Storage on ${store}, ${how},`, {
      create: async () => ({
        storage: new S3Storage({ client, ...options }),
        bucket: await freshBucket(client),
      }),
      deviations,
      randomRuns: 5,
    });
  }
}

describeOver('a store with every condition', server, { refusedKeys });
describeOver('a store without conditions', deafServer, deaf);
