import { S3Client } from '@aws-sdk/client-s3';
import { bufferSource } from '@deltaglider/core';
import { createDeltaGlider } from '@deltaglider/sdk';
import { S3Storage } from '@deltaglider/storage-s3';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startS3 } from '../lib/s3-server.mjs';

const COUNT = 100;
const SIZE = 200_000;

/** HTTP requests that uploads, downloads and listings of small deltas cost. */
export async function s3Requests(work) {
  const server = startS3(work);
  const { client, counted } = countingClient(server);
  const storage = new S3Storage({ client });
  const glider = await createDeltaGlider({
    store: { storage, buckets: storage, identity: 'bench' },
    cache: { directory: join(work, 'requests-cache') },
  });
  try {
    await glider.buckets.createBucket('requests');
    const base = randomBytes(SIZE);
    const put = (i) => {
      const body = Buffer.from(base);
      body.write(`version ${i}`, SIZE >> 1);
      const address = { bucket: 'requests', key: `app/app-${i}.zip` };
      return glider.put({ address, body: bufferSource(body) });
    };
    const first = await counted(() => put(0));
    const uploads = await counted(async () => {
      for (let i = 1; i <= COUNT; i++) {
        const { stored } = await put(i);
        if (stored !== 'delta') throw new Error('not a delta');
      }
    });
    const downloads = await counted(async () => {
      for (let i = 1; i <= COUNT; i++) {
        const { body } = await glider.get({
          address: { bucket: 'requests', key: `app/app-${i}.zip` },
        });
        for await (const _ of body);
      }
    });
    const list = async () => {
      for await (const _ of glider.list({ bucket: 'requests' }));
    };
    // What was written in this very second is not remembered yet.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const cold = await counted(list);
    const warm = await counted(list);
    return {
      columns: ['of small deltas in one prefix', 'requests', 'each'],
      rows: [
        ['the first upload, which makes the reference', String(first), '-'],
        [`${COUNT} uploads`, String(uploads), (uploads / COUNT).toFixed(2)],
        [`${COUNT} downloads`, String(downloads), (downloads / COUNT).toFixed(2)],
        [`a listing of ${COUNT + 1}, cold`, String(cold), '-'],
        ['the same, warm', String(warm), '-'],
      ],
      notes: ['The first upload tries out in 3 requests whether the store honours conditions.'],
    };
  } finally {
    await glider.close();
    client.destroy();
    server.stop();
  }
}

function countingClient({ env }) {
  const client = new S3Client({
    endpoint: env.AWS_ENDPOINT_URL,
    region: env.AWS_REGION,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    },
  });
  let count = 0;
  client.middlewareStack.add(
    (next) => (args) => {
      count += 1;
      return next(args);
    },
    { step: 'deserialize' },
  );
  const counted = async (action) => {
    const before = count;
    await action();
    return count - before;
  };
  return { client, counted };
}
