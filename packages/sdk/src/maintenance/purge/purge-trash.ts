import { formatAddress, trashKeyOf, type StoredObject } from '@deltaglider/core';
import { failureOf } from '../failure-of.ts';
import { inTurn } from '../../concurrency/in-turn.ts';
import { mapOrdered } from '../../concurrency/map-ordered.ts';
import { surveyDeltaspaces } from '../survey-deltaspaces.ts';
import type { Purge, Purged } from './purge.ts';
import { purgeObject } from './purge-object.ts';

const PREFIX = '.deltaglider/trash/';
const KEY = /^\.deltaglider\/trash\/([0-9a-f]{64})\/reference\.bin$/;

/** References in the trash that have expired, and their sizes, by their digests. */
type Expired = ReadonlyMap<string, number>;

/**
 * Deletes references from the trash that are old, and that nothing needs. A delta may have its reference nowhere
 * else, and whoever deletes a last delta needs the copy for a moment: so one that any delta names, or that stands in
 * any deltaspace, is kept.
 */
export async function* purgeTrash(purge: Purge): AsyncGenerator<Purged, void, undefined> {
  const { concurrency, writtenBefore } = purge;
  const expired = new Map<string, number>();
  const { bucket, engine, signal } = purge;
  for await (const row of engine.storage.list(bucket, { prefix: PREFIX, signal })) {
    const sha256 = KEY.exec(row.key)?.[1];
    if (row.type === 'prefix' || sha256 === undefined) continue;
    if (row.lastModified > writtenBefore) yield 'young';
    else expired.set(sha256, row.size);
  }
  if (expired.size === 0) return;
  const kept = await findKept(purge, expired);
  const since = ({ lastModified }: StoredObject) =>
    lastModified > writtenBefore
      ? undefined
      : `is in the trash since ${lastModified.toISOString()}`;
  const each = async ([sha256, size]: readonly [string, number]) => {
    const found = kept(sha256);
    const key = trashKeyOf(sha256);
    if (found !== undefined) return { ...found, address: { bucket, key }, size };
    return await purgeObject(purge, { kind: 'trash', key, size, expired: since });
  };
  for await (const found of mapOrdered(inTurn(expired), concurrency, each)) {
    if (found !== undefined) yield found;
  }
}

type Reason = Omit<Exclude<Purged, string>, 'address' | 'size'>;

/** Why references are not to be purged, each by its digest. */
async function findKept(
  purge: Purge,
  expired: Expired,
): Promise<(sha256: string) => Reason | undefined> {
  const reasons = new Map<string, Reason>();
  let blind: Reason | undefined;
  for await (const deltaspace of surveyDeltaspaces({ ...purge, prefix: '' })) {
    const { prefix, reference, needed, failures } = deltaspace;
    const standing = reference?.sha256;
    if (standing !== undefined && expired.has(standing)) {
      const place = formatAddress({ bucket: purge.bucket, key: `${prefix}reference.bin` });
      reasons.set(standing, standsAt(place, standing));
    }
    for (const [sha256, [delta]] of needed) {
      if (delta === undefined || sha256 === standing || !expired.has(sha256)) continue;
      const name = formatAddress({ bucket: purge.bucket, key: delta.key });
      if (!reasons.has(sha256)) reasons.set(sha256, neededBy(name, sha256));
    }
    const [failure] = failures;
    blind ??= failure && unknown(failure.error);
  }
  return (sha256) => reasons.get(sha256) ?? blind;
}

const kind = 'trash';

function standsAt(place: string, sha256: string): Reason {
  const message =
    `${trashKeyOf(sha256)} is in use at ${place}: it stays in the trash until no delta needs it there, ` +
    'and for a while after that.';
  return { kind, outcome: 'kept', message };
}

function neededBy(name: string, sha256: string): Reason {
  return {
    kind,
    outcome: 'kept',
    message: `${trashKeyOf(sha256)} is the reference of ${name}, which may have it nowhere else.`,
    hint: 'Repair puts it back into its place.',
  };
}

function unknown(error: unknown): Reason {
  const { message } = failureOf(error);
  return {
    kind,
    outcome: 'failed',
    message: `What is in the trash was kept, because it is not known who needs it: ${message}`,
    error,
  };
}
