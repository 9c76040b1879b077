import { stat } from 'node:fs/promises';
import type { BucketAdminPort, Diagnosis, StoreDiagnosticsPort } from '@deltaglider/core';
import { freeSpace, inGibibytes, LITTLE_ROOM } from '../files/free-space.ts';
import { systemCodeOf } from '../files/translate-file-error.ts';
import { check, type Found } from '../maintenance/doctor/check.ts';

/** What there is to tell of a directory as a store: whether it is there, and how much room its disk has. */
export function directoryDiagnostics(root: string, buckets: BucketAdminPort): StoreDiagnosticsPort {
  return {
    async *diagnose(_bucket, { signal } = {}): AsyncGenerator<Diagnosis, void, undefined> {
      const store = await check('store', signal, () => checkRoot(root, buckets));
      yield store;
      if (store.status === 'ok') yield await check('disk', signal, () => checkDisk(root));
    },
  };
}

async function checkRoot(root: string, buckets: BucketAdminPort): Promise<Found> {
  try {
    await stat(root);
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
    return {
      status: 'warning',
      message: `${root} does not exist; the first bucket makes it.`,
      hint: 'If buckets should be there already, check the path, and whether its disk is mounted.',
    };
  }
  const { length } = await buckets.listBuckets();
  return { status: 'ok', message: `${root} has ${length} bucket(s).` };
}

async function checkDisk(root: string): Promise<Found> {
  const free = await freeSpace(root);
  const message = `The disk of ${root} has ${inGibibytes(free)} free.`;
  if (free >= LITTLE_ROOM) return { status: 'ok', message };
  return { status: 'warning', message, hint: 'Free room there before it is full.' };
}
