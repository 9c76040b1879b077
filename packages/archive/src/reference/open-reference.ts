import {
  DeltaGliderError,
  readStream,
  toHex,
  type ByteSource,
  type CachedReference,
  type ReferenceCachePort,
} from '@deltaglider/core';
import type { ArchiveWork } from '../archive-work.ts';
import { expandByPlan } from '../levels/expand-by-plan.ts';
import type { ExpandedLevel } from '../levels/level-builder.ts';
import type { Digest, ObjectHeader } from '../object/object-header.ts';
import { formLimit } from '../plan/archive-limits.ts';
import { damaged } from '../plan/damaged.ts';
import { decodeReferencePlan } from '../plan/decode-plan.ts';
import type { ReferenceLevelPlan } from '../plan/level-plan.ts';
import type { Room } from '../streams/spool.ts';
import type { ExpandedReference } from './expanded-reference.ts';
import { Shared } from './shared.ts';
import { structureOf } from './structure-of.ts';

export interface OpenReferenceInput {
  readonly header: ObjectHeader;
  /** Its plan, as bytes. */
  readonly plan: Uint8Array;
  /** Its own bytes, of the digest that the header names. */
  readonly source: ByteSource;
  readonly room: Room;
}

/**
 * The reference of a delta, expanded: the one that was used last, one from the cache, or expanded by its plan.
 * @throws DELTA_FAILED where it does not expand to what the delta names
 */
export async function openReference(
  work: ArchiveWork,
  input: OpenReferenceInput,
): Promise<Shared<ExpandedReference>> {
  const { header } = input;
  const kept = work.kept.find(
    ({ reference, expanded, structureSha256 }) =>
      isEqual(reference, header.reference) &&
      isEqual(expanded, header.expandedReference) &&
      structureSha256 === header.structureSha256,
  );
  if (kept !== undefined) return kept;
  const opened = new Shared(await open(work, input));
  await work.kept.keep(opened);
  return opened;
}

async function open(work: ArchiveWork, input: OpenReferenceInput): Promise<ExpandedReference> {
  const { header, source, room } = input;
  const plans = decodeReferencePlan(input.plan, {
    size: source.size,
    expandedSize: header.expandedReference.size,
    formLimit: formLimit(source.size, work.limits),
    limits: work.limits,
  });
  const cache = isWorthKeeping(plans) ? work.cache : undefined;
  const cached = cache && (await fromCache(cache, input));
  if (cached !== undefined) return cached;
  const expanded = await expandAll(work, input, plans);
  if (cache === undefined) return expanded;
  await keep(cache, expanded, room.signal);
  return expanded;
}

/** Where most of a reference stays as it is, reading a copy is no faster than expanding it again. */
function isWorthKeeping(plans: readonly ReferenceLevelPlan[]): boolean {
  const [first] = plans;
  if (first === undefined) return false;
  let compressed = 0;
  for (const { size } of first.streams) compressed += size;
  return compressed * 2 >= first.sourceSize;
}

async function fromCache(
  cache: ReferenceCachePort,
  { header, plan, room }: OpenReferenceInput,
): Promise<ExpandedReference | undefined> {
  const form = await find(cache, header.expandedReference.sha256, room.signal);
  if (form === undefined) return undefined;
  const structure = await find(cache, header.structureSha256, room.signal);
  if (structure === undefined || form.size !== header.expandedReference.size) {
    await Promise.all([form.close(), structure?.close()]);
    return undefined;
  }
  return {
    ...named(header),
    plan,
    form,
    structure,
    levels: undefined,
    close: async () => {
      await Promise.all([form.close(), structure.close()]);
    },
  };
}

/** A cache that fails is one without the entry. */
async function find(
  cache: ReferenceCachePort,
  sha256: string,
  signal: AbortSignal | undefined,
): Promise<CachedReference | undefined> {
  try {
    return await cache.get(sha256, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (DeltaGliderError.is(error)) return undefined;
    throw error;
  }
}

async function keep(
  cache: ReferenceCachePort,
  { form, expanded, structure, structureSha256 }: ExpandedReference,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (form === undefined) return;
  try {
    const copies = [
      await cache.put(expanded.sha256, readStream(form, { signal }), { signal }),
      await cache.put(structureSha256, readStream(structure, { signal }), { signal }),
    ];
    await Promise.all(copies.map((copy) => copy.close()));
  } catch (error) {
    signal?.throwIfAborted();
    // Without room in the cache, the next one expands it again.
    if (!DeltaGliderError.is(error)) throw error;
  }
}

async function expandAll(
  work: ArchiveWork,
  { header, plan, source, room }: OpenReferenceInput,
  plans: readonly ReferenceLevelPlan[],
): Promise<ExpandedReference> {
  const levels: ExpandedLevel[] = [];
  const closeLevels = async () => {
    await Promise.all(levels.map((level) => level.close()));
  };
  try {
    let from = source;
    let sha256 = header.reference.sha256;
    for (const level of plans) {
      const hash = work.sha256();
      const expanded = await expandByPlan(from, level, { room, tools: work.tools, hash });
      levels.push(expanded);
      from = expanded.form;
      sha256 = toHex(hash.digest());
    }
    const structure = await structureOf(plan, levels, { room, sha256: work.sha256 });
    const form = levels.at(-1)?.form;
    const close = async () => {
      await Promise.all([structure.bytes.close(), closeLevels()]);
    };
    if (sha256 !== header.expandedReference.sha256 || structure.sha256 !== header.structureSha256) {
      await close();
      throw damaged('the reference expands to something else than the delta says');
    }
    return { ...named(header), plan, form, structure: structure.bytes, levels: undefined, close };
  } catch (error) {
    await closeLevels();
    throw error;
  }
}

function named(
  header: ObjectHeader,
): Omit<ExpandedReference, 'plan' | 'form' | 'structure' | 'levels' | 'close'> {
  return {
    reference: header.reference,
    expanded: header.expandedReference,
    structureSha256: header.structureSha256,
  };
}

function isEqual(one: Digest, other: Digest): boolean {
  return one.sha256 === other.sha256 && one.size === other.size;
}
