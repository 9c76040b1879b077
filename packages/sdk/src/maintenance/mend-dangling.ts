import {
  classify,
  compareUtf8,
  DELTA_SUFFIX,
  formatAddress,
  lookAtPlace,
  REFERENCE_NAME,
  restoreReference,
  storeDeltaAnew,
  trashKeyOf,
  type ObjectAddress,
  type RestoreReferenceResult,
} from '@deltaglider/core';
import { attempt } from './attempt.ts';
import { inParallel } from '../concurrency/in-parallel.ts';
import type { Repair } from './repair-options.ts';
import type { Deltaspace, SurveyedDelta } from './survey-deltaspaces.ts';

/** Deltas of one deltaspace that need one reference. */
interface Needy {
  /** Where the reference should be: beside them. */
  readonly place: ObjectAddress;
  readonly sha256: string;
  readonly deltas: readonly SurveyedDelta[];
}

/**
 * Puts references back, or stores the deltas anew where another reference is there by now. Those of `settled`
 * keys count no more.
 */
export async function mendDangling(
  repair: Repair,
  deltaspace: Deltaspace,
  settled: ReadonlySet<string>,
): Promise<void> {
  const { bucket } = repair;
  const place = { bucket, key: deltaspace.prefix + REFERENCE_NAME };
  for (const [sha256, all] of deltaspace.needed) {
    if (deltaspace.reference?.sha256 === sha256) continue;
    const deltas = all.filter(({ key }) => !settled.has(key));
    if (deltas.length === 0) continue;
    const needy = { place, sha256, deltas };
    const addresses = deltas.map(({ key }) => ({ bucket, key }));
    await attempt(repair, { kind: 'dangling-delta', addresses }, () => mend(repair, needy));
  }
}

async function mend(repair: Repair, needy: Needy): Promise<void> {
  const { engine, dryRun, signal } = repair;
  const { place: address, sha256 } = needy;
  const dangling = await lookAgain(repair, needy);
  if (dangling.length === 0) return;
  const result = await restoreReference(engine, { address, sha256, dryRun, signal });
  if (result.outcome === 'taken' && result.copy !== undefined) {
    await inParallel(dangling, repair.concurrency, (each) => storeAnew(repair, each));
    return;
  }
  report(repair, needy, { result, dangling });
}

/**
 * The deltas that still are there and still have their reference nowhere: what the listing told may be old by
 * now, and nobody must be alarmed by it.
 */
async function lookAgain(repair: Repair, needy: Needy): Promise<readonly ObjectAddress[]> {
  const { engine, bucket, signal } = repair;
  const places = new Map<string, Promise<boolean>>();
  const stands = (key: string): Promise<boolean> => {
    const known = places.get(key);
    if (known !== undefined) return known;
    const question = { address: { bucket, key }, sha256: needy.sha256, signal };
    const answer = lookAtPlace(engine, question).then(({ state }) => isReadable(state));
    places.set(key, answer);
    return answer;
  };
  const dangling: ObjectAddress[] = [];
  await inParallel(needy.deltas, repair.concurrency, async ({ key, elsewhere }) => {
    const stored = await engine.storage.head({ bucket, key: key + DELTA_SUFFIX }, { signal });
    const classified = stored && classify(stored);
    if (classified?.kind !== 'delta' || classified.delta.referenceSha256 !== needy.sha256) return;
    for (const place of elsewhere) if (await stands(place)) return;
    dangling.push({ bucket, key });
  });
  return dangling.sort((a, b) => compareUtf8(a.key, b.key));
}

function isReadable(state: string): boolean {
  return state === 'standing' || state === 'unlabelled';
}

async function storeAnew(repair: Repair, address: ObjectAddress): Promise<void> {
  const kind = 'dangling-delta';
  const lost = `The reference of ${formatAddress(address)} was replaced by something else`;
  await attempt(repair, { kind, addresses: [address] }, async () => {
    if (repair.dryRun) {
      const message = `${lost}; the object would be restored by a copy of it and stored anew.`;
      repair.report({ kind, outcome: 'mendable', addresses: [address], message });
      return;
    }
    const { engine, signal } = repair;
    const result = await storeDeltaAnew(engine, { address, signal });
    // Somebody else has replaced or deleted it: it needs no help any more.
    if (result === undefined) return;
    const how = result.stored === 'delta' ? 'as a delta against the present one' : 'whole';
    const message = `${lost}; the object was restored by a copy of it and stored anew, ${how}.`;
    repair.report({ kind, outcome: 'mended', addresses: [address], message });
  });
}

interface Restored {
  readonly result: RestoreReferenceResult;
  readonly dangling: readonly ObjectAddress[];
}

function report(repair: Repair, needy: Needy, { result, dangling }: Restored): void {
  const outcome = repair.dryRun ? 'mendable' : 'mended';
  const would = repair.dryRun ? 'would be' : 'was';
  const place = formatAddress(needy.place);
  switch (result.outcome) {
    case 'standing':
      return;
    case 'labelled':
      repair.report({
        kind: 'unlabelled-reference',
        outcome,
        addresses: [needy.place],
        message: `${place} had lost its metadata, but not its bytes; it ${would} given them back.`,
      });
      return;
    case 'put-back': {
      const from = result.copy === 'trash' ? 'the trash' : 'the cache of this machine';
      const message = `${countOf(dangling)} had lost the reference ${place}; it ${would} put back from ${from}.`;
      repair.report({ kind: 'dangling-delta', outcome, addresses: dangling, message });
      return;
    }
    case 'taken':
    case 'missing':
      reportLoss(repair, needy, { result, dangling });
  }
}

function reportLoss(repair: Repair, needy: Needy, { result, dangling }: Restored): void {
  const trash = { bucket: repair.bucket, key: trashKeyOf(needy.sha256) };
  // Where another reference is, the trash is the place from which each delta can be restored.
  const target = formatAddress(result.outcome === 'taken' ? trash : needy.place);
  repair.report({
    kind: 'dangling-delta',
    outcome: 'damaged',
    addresses: dangling,
    message:
      `${countOf(dangling)} cannot be restored: the reference with the SHA-256 ${needy.sha256} is neither at ` +
      `${formatAddress(needy.place)} nor in the trash nor in the cache of this machine.`,
    hint:
      'Repair from a machine that has used these objects before: its cache may have the reference. Or copy it ' +
      `from a backup to ${target}, with a tool that sees objects as the store has them, such as aws s3 cp, ` +
      'and repair again. Otherwise upload the objects again.',
  });
}

function countOf(addresses: readonly ObjectAddress[]): string {
  const [first] = addresses;
  if (first !== undefined && addresses.length === 1) return formatAddress(first);
  return `${addresses.length} objects`;
}
