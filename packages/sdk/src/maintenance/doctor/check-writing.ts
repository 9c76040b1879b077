import { randomUUID } from 'node:crypto';
import {
  bufferSource,
  DeltaGliderError,
  formatAddress,
  type Diagnosis,
  type Engine,
  type ErrorCode,
  type ObjectAddress,
} from '@deltaglider/core';
import { check, type Found } from './check.ts';

/** An ETag that no store gives. */
const NOBODYS_ETAG = '0'.repeat(32);
const METADATA = { 'dg-probe': 'deltaglider doctor' };

export interface WritingOptions {
  readonly bucket: string;
  readonly signal?: AbortSignal | undefined;
  /** Checks that the store's adapter has made itself; it knows what it does where a condition is ignored. */
  readonly told: ReadonlySet<string>;
}

/** Whether objects can be written as the safety protocol needs it, tried on an object that is removed again. */
export async function* diagnoseWriting(
  engine: Engine,
  { bucket, signal, told }: WritingOptions,
): AsyncGenerator<Diagnosis, void, undefined> {
  const probe = { bucket, key: `.deltaglider/tmp/doctor-${randomUUID()}` };
  const job = { engine, probe, signal };
  const writing = await check('writing', signal, () => write(job));
  yield writing;
  if (writing.status !== 'ok') return;
  try {
    yield await check('metadata', signal, () => readBack(job));
    for (const [name, run] of CONDITIONS) {
      if (!told.has(name)) yield await check(name, signal, () => run(job));
    }
  } finally {
    // Also after an abort: the probe must not stay.
    const left = await check('clean-up', undefined, () => remove(job));
    if (left.status !== 'ok') yield left;
  }
}

interface Job {
  readonly engine: Engine;
  readonly probe: ObjectAddress;
  readonly signal: AbortSignal | undefined;
}

const bytes = bufferSource(new TextEncoder().encode('probe'));

async function write({ engine, probe, signal }: Job): Promise<Found> {
  try {
    await engine.storage.put(probe, bytes, { metadata: METADATA, signal });
    return { status: 'ok', message: `Objects can be written to s3://${probe.bucket}.` };
  } catch (error) {
    if (!DeltaGliderError.is(error, 'ACCESS_DENIED')) throw error;
    return {
      status: 'warning',
      message: `s3://${probe.bucket} is read-only for you: ${error.message}`,
      hint: 'That is enough to read and verify. To write, ask for the right to put and delete objects.',
    };
  }
}

async function readBack({ engine, probe, signal }: Job): Promise<Found> {
  const stored = await engine.storage.head(probe, { signal });
  const kept = stored?.metadata['dg-probe'];
  if (kept === METADATA['dg-probe']) {
    return { status: 'ok', message: 'The metadata of objects is kept.' };
  }
  return {
    status: 'problem',
    message: 'The store does not keep the metadata of objects, without which no delta can be read.',
    hint: 'Do not store deltas there. A proxy in between may drop the headers x-amz-meta-*.',
  };
}

async function writeAgain({ engine, probe, signal }: Job): Promise<Found> {
  const refused = await isRefused('OBJECT_EXISTS', () =>
    engine.storage.put(probe, bytes, { metadata: METADATA, ifAbsent: true, signal }),
  );
  if (refused) return { status: 'ok', message: 'The store honours conditions on writes.' };
  return {
    status: 'warning',
    message:
      'The store ignores conditions on writes. DeltaGlider looks at a reference again after each delta, ' +
      'so a lost race is noticed and encoded anew, but two first uploads to one prefix at the same ' +
      'moment may still overwrite each other.',
    hint: 'Let one client at a time write to a new prefix, or use a store that honours If-None-Match.',
  };
}

async function deleteAnother({ engine, probe, signal }: Job): Promise<Found> {
  const refused = await isRefused('PRECONDITION_FAILED', () =>
    engine.storage.delete(probe, { ifMatch: NOBODYS_ETAG, signal }),
  );
  if (refused) return { status: 'ok', message: 'The store honours conditions on deletes.' };
  return {
    status: 'warning',
    message:
      'The store ignores conditions on deletes: an object that is overwritten while it is being deleted ' +
      'may be lost.',
    hint: 'Do not delete and overwrite the same object at the same time.',
  };
}

const CONDITIONS = [
  ['conditional writes', writeAgain],
  ['conditional deletes', deleteAnother],
] as const;

/** Whether the call fails in the way in which a condition does. */
async function isRefused(code: ErrorCode, call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return false;
  } catch (error) {
    if (!DeltaGliderError.is(error, code)) throw error;
    return true;
  }
}

async function remove({ engine, probe }: Job): Promise<Found> {
  try {
    await engine.storage.delete(probe);
    return { status: 'ok', message: 'The probe is gone.' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      status: 'warning',
      message: `${formatAddress(probe)} could not be removed: ${reason}`,
      hint: 'It is harmless and hidden; ask for the right to delete objects, or delete it yourself.',
    };
  }
}
