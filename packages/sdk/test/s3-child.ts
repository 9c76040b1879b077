import { S3Client } from '@aws-sdk/client-s3';
import {
  bufferSource,
  collect,
  copyObject,
  deleteObject,
  DeltaGliderError,
  getObject,
  putObject,
} from '@deltaglider/core';
import { S3Storage } from '@deltaglider/storage-s3';
import { migrate } from '../src/migration/migrate.ts';
import { clientOf, laterClientOf } from './client-of.ts';
import { labelled } from './s3-versions.ts';

/** A process of its own over a store: `node child.mjs <endpoint> <bucket> <action> <argument>…`. */
const [endpoint = '', keys = '', bucket = '', action = '', ...words] = process.argv.slice(2);
const [accessKeyId = '', secretAccessKey = ''] = keys.split(':');

const client = new S3Client({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId, secretAccessKey },
  forcePathStyle: true,
  maxAttempts: 5,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});
const storage = new S3Storage({ client });
const at = (key: string) => ({ bucket, key });

const put = async (key: string, label: string): Promise<void> => {
  const body = bufferSource(labelled(label));
  await putObject(clientOf(storage), { address: at(key), body });
};

/** What is under the key: `right`, `absent`; anything else is not to be. */
async function look(key: string, label: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      const bytes = await collect((await getObject(clientOf(storage), { address: at(key) })).body);
      return Buffer.compare(bytes, labelled(label)) === 0 ? 'right' : 'wrong bytes';
    } catch (error) {
      if (DeltaGliderError.is(error, 'OBJECT_NOT_FOUND')) return 'absent';
      if (attempt < 10 && DeltaGliderError.is(error, 'STORAGE_UNAVAILABLE')) continue;
      return `${String(error)} <- ${String(error instanceof Error ? error.cause : '')}`;
    }
  }
}

/** Whether it was a success. Only a store in trouble is an excuse. */
async function succeeds(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (DeltaGliderError.is(error, 'STORAGE_UNAVAILABLE')) return false;
    throw error;
  }
}

function assertIn(what: string, found: string, allowed: readonly string[]): void {
  if (!allowed.includes(found)) throw new Error(`${what}: ${found}`);
}

const ACTIONS: Readonly<Record<string, (...words: string[]) => Promise<unknown>>> = {
  put: (key = '', label = '') => put(key, label),
  delete: (key = '') => deleteObject(clientOf(storage), { address: at(key) }),
  copy: (from = '', to = '') => copyObject(clientOf(storage), { from: at(from), to: at(to) }),
  /** Migrates the bucket to another one, and says what happens, a word for each event. */
  migrate: (destination = '', journal = '') =>
    migrate({
      source: { type: 'store', engine: laterClientOf(storage), bucket },
      destination: { type: 'store', engine: clientOf(storage), bucket: destination },
      journal,
      concurrency: 2,
      observe: ({ type }) => process.stdout.write(`${type}\n`),
    }),
  /** Puts and deletes in a prefix that others may empty at the same time; what it was told must be so. */
  churn: async (prefix = '', name = '', rounds = '') => {
    let kept = 0;
    for (let round = 0; round < Number(rounds); round++) {
      const key = `${prefix}${name}-${round}.zip`;
      const label = `${name} ${round}`;
      const isStored = await succeeds(put(key, label));
      assertIn(`put ${key}`, await look(key, label), isStored ? ['right'] : ['right', 'absent']);
      if (isStored) kept += 1;
      const isGone = await succeeds(deleteObject(clientOf(storage), { address: at(key) }));
      assertIn(`delete ${key}`, await look(key, label), isGone ? ['absent'] : ['right', 'absent']);
    }
    process.stdout.write(`${kept}\n`);
  },
};

await ACTIONS[action]?.(...words);
client.destroy();
