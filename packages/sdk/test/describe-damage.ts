import {
  bufferSource,
  collect,
  putObject,
  trashKeyOf,
  type StoragePort,
  type StoredObject,
} from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { verifyObjects, type VerifyEvent, type VerifySummary } from '../src/index.ts';
import { clientOf, unrelated, version } from './safety-engine.ts';

export interface DamageSubject {
  readonly storage: StoragePort;
  /** Fresh, and there. */
  readonly bucket: string;
}

interface Found {
  readonly summary: VerifySummary;
  /** What each object and reference turned out to be, by its key. */
  readonly verdicts: Readonly<Record<string, string>>;
}

const REFERENCE = 'app/reference.bin';

/** Registers the suite that verify finds each kind of damage, and blames nothing else. */
export function describeDamage(name: string, create: () => Promise<DamageSubject>): void {
  describe(`damage in ${name}`, () => {
    it('is found nowhere in what was stored just now', async () => {
      const { verdicts, summary } = await verify(await filled(create));
      expect(verdicts).toEqual({ ...whole });
      expect(summary).toMatchObject({ valid: 5, damaged: 0, references: { valid: 2, damaged: 0 } });
    });

    it.each(damages)('is found: $what', async ({ inflict, expected }) => {
      const subject = await filled(create);
      await inflict(subject);
      const { verdicts, summary } = await verify(subject);
      expect(verdicts).toEqual({ ...whole, ...expected });
      const objects = Object.entries(verdicts).filter(([key]) => !key.endsWith('reference.bin'));
      expect(summary.damaged).toBe(objects.filter(([, verdict]) => verdict !== 'valid').length);
      expect(summary.failed).toBe(0);
    });
  });
}

const whole = {
  'app/1.zip': 'valid',
  'app/2.zip': 'valid',
  'notes.txt': 'valid',
  'other/1.zip': 'valid',
  'foreign.txt': 'valid',
  [REFERENCE]: 'valid',
  'other/reference.bin': 'valid',
};

/** What an object with this value is to the report: not there. */
const absent = { [REFERENCE]: undefined };

interface Damage {
  readonly what: string;
  readonly inflict: (subject: DamageSubject) => Promise<void>;
  readonly expected: Readonly<Record<string, string | undefined>>;
}

const damages: Damage[] = [
  {
    what: 'a flipped byte in a delta',
    inflict: (subject) => rewrite(subject, 'app/2.zip.delta', flipped),
    expected: { 'app/2.zip': 'DELTA_FAILED' },
  },
  {
    what: 'a truncated delta',
    inflict: (subject) => rewrite(subject, 'app/2.zip.delta', (bytes) => bytes.subarray(0, -9)),
    expected: { 'app/2.zip': 'DELTA_FAILED' },
  },
  {
    what: 'an empty delta',
    inflict: (subject) => rewrite(subject, 'app/2.zip.delta', () => new Uint8Array()),
    expected: { 'app/2.zip': 'DELTA_FAILED' },
  },
  {
    what: 'a flipped byte in a reference',
    inflict: (subject) => rewrite(subject, REFERENCE, flipped),
    expected: {
      'app/1.zip': 'INTEGRITY_MISMATCH',
      'app/2.zip': 'INTEGRITY_MISMATCH',
      [REFERENCE]: 'INTEGRITY_MISMATCH',
    },
  },
  {
    what: 'a truncated reference, even where the trash still has it whole',
    inflict: async (subject) => {
      const { storage, bucket } = subject;
      const stored = await head(subject, REFERENCE);
      const trash = { bucket, key: trashKeyOf(stored.metadata['dg-file-sha256'] ?? '') };
      await storage.copy({ bucket, key: REFERENCE }, trash);
      await rewrite(subject, REFERENCE, (bytes) => bytes.subarray(0, -1));
    },
    expected: { [REFERENCE]: 'INTEGRITY_MISMATCH' },
  },
  {
    what: 'a missing reference',
    inflict: ({ storage, bucket }) => storage.delete({ bucket, key: REFERENCE }),
    expected: {
      ...absent,
      'app/1.zip': 'REFERENCE_MISSING',
      'app/2.zip': 'REFERENCE_MISSING',
    },
  },
  {
    what: 'another digest in the metadata of a delta',
    inflict: (subject) => relabel(subject, 'app/2.zip.delta', { 'dg-file-sha256': other }),
    expected: { 'app/2.zip': 'INTEGRITY_MISMATCH' },
  },
  {
    what: 'another size in the metadata of a delta',
    inflict: (subject) => relabel(subject, 'app/2.zip.delta', { 'dg-file-size': '7999' }),
    expected: { 'app/2.zip': 'DELTA_FAILED' },
  },
  {
    what: 'no digest in the metadata of a delta',
    inflict: (subject) => relabel(subject, 'app/2.zip.delta', { 'dg-file-sha256': '' }),
    expected: { 'app/2.zip': 'METADATA_INVALID' },
  },
  {
    what: 'another digest in the metadata of a reference',
    inflict: (subject) => relabel(subject, REFERENCE, { 'dg-file-sha256': other }),
    expected: {
      'app/1.zip': 'REFERENCE_MISSING',
      'app/2.zip': 'REFERENCE_MISSING',
      [REFERENCE]: 'INTEGRITY_MISMATCH',
    },
  },
  {
    what: 'a flipped byte in a whole object',
    inflict: (subject) => rewrite(subject, 'notes.txt', flipped),
    expected: { 'notes.txt': 'INTEGRITY_MISMATCH' },
  },
  {
    what: 'a truncated whole object',
    inflict: (subject) => rewrite(subject, 'notes.txt', (bytes) => bytes.subarray(1)),
    expected: { 'notes.txt': 'INTEGRITY_MISMATCH' },
  },
  {
    what: 'a reference that no delta needs any more',
    inflict: async (subject) => {
      const { storage, bucket } = subject;
      await storage.delete({ bucket, key: 'app/1.zip.delta' });
      await storage.delete({ bucket, key: 'app/2.zip.delta' });
      await rewrite(subject, REFERENCE, flipped);
    },
    expected: {
      'app/1.zip': undefined,
      'app/2.zip': undefined,
      [REFERENCE]: 'INTEGRITY_MISMATCH',
    },
  },
];

const other = 'ab'.repeat(32);

async function filled(create: () => Promise<DamageSubject>): Promise<DamageSubject> {
  const subject = await create();
  const { storage, bucket } = subject;
  const engine = clientOf(storage);
  const put = async (key: string, bytes: Uint8Array) => {
    await putObject(engine, { address: { bucket, key }, body: bufferSource(bytes) });
  };
  for (const seed of [1, 2]) await put(`app/${seed}.zip`, version(seed));
  await put('other/1.zip', version(3));
  await put('notes.txt', unrelated(1));
  await storage.put({ bucket, key: 'foreign.txt' }, bufferSource(unrelated(2)));
  return subject;
}

async function verify({ storage, bucket }: DamageSubject): Promise<Found> {
  const events: VerifyEvent[] = [];
  const summary = await verifyObjects({
    engine: clientOf(storage),
    source: { type: 'object', address: { bucket, key: '' } },
    recursive: true,
    observe: (event) => events.push(event),
  });
  const verdicts = events.map((event) => {
    if (event.type !== 'verified') return [event.address.key, event.type];
    const { address, valid, error } = event.result;
    return [address.key, valid ? 'valid' : error?.code];
  });
  return { summary, verdicts: Object.fromEntries(verdicts) as Record<string, string> };
}

async function head({ storage, bucket }: DamageSubject, key: string): Promise<StoredObject> {
  const stored = await storage.head({ bucket, key });
  if (stored === undefined) throw new Error(`${key} is not there.`);
  return stored;
}

/** Changes the bytes, and leaves everything that is said about them. */
async function rewrite(
  { storage, bucket }: DamageSubject,
  key: string,
  change: (bytes: Uint8Array) => Uint8Array,
): Promise<void> {
  const { body, metadata, properties } = await storage.get({ bucket, key });
  const bytes = bufferSource(change(await collect(body)));
  await storage.put({ bucket, key }, bytes, { metadata, properties });
}

async function relabel(
  subject: DamageSubject,
  key: string,
  changes: Readonly<Record<string, string>>,
): Promise<void> {
  const { storage, bucket } = subject;
  const { metadata } = await head(subject, key);
  const { body } = await storage.get({ bucket, key });
  const bytes = bufferSource(await collect(body));
  await storage.put({ bucket, key }, bytes, { metadata: { ...metadata, ...changes } });
}

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}
