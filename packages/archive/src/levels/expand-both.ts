import { toHex, type ByteSource, type CreateHash } from '@deltaglider/core';
import { formLimit, type ArchiveLimits } from '../plan/archive-limits.ts';
import type { StreamMethod } from '../containers/found-stream.ts';
import type { ReferenceLevel } from '../reference/expanded-reference.ts';
import { Shared } from '../reference/shared.ts';
import type { Room } from '../streams/spool.ts';
import type { Difference } from './difference.ts';
import { expandLevel, type ExpandOptions, type LevelSource } from './expand-level.ts';
import { ExpansionBudget } from './expansion-budget.ts';
import { identities } from './identities.ts';
import type { ExpandedLevel } from './level-builder.ts';
import type { DeflateTools, Shortener } from './stream-tools.ts';
import { timeDifferences } from './time-differences.ts';

export interface ExpandBothInput {
  readonly reference: ByteSource;
  readonly target: ByteSource;
  readonly room: Room;
  readonly tools: DeflateTools;
  readonly limits: ArchiveLimits;
  readonly sha256: CreateHash;
  /** Methods whose streams are expanded. */
  readonly methods: readonly StreamMethod[];
  /** Levels that the reference was expanded by before. */
  readonly known: readonly Shared<ReferenceLevel>[];
  /** Of a level of the target, against the same one of the reference. */
  readonly shortenerFor: (level: ExpandedLevel | undefined) => Promise<Shortener | undefined>;
}

/** Both sides, expanded; release and close all levels. */
export interface ExpandedBoth {
  readonly reference: readonly Shared<ReferenceLevel>[];
  readonly target: readonly ExpandedLevel[];
}

/**
 * Expands both sides, level by level. A stream that both have stays compressed on both: it is copied as it is. What a
 * level expanded is looked into for the next.
 */
export async function expandBoth(input: ExpandBothInput): Promise<ExpandedBoth> {
  const expansion = new Expansion(input);
  try {
    while (await expansion.advance());
    return { reference: expansion.reference, target: expansion.target };
  } catch (error) {
    await release(expansion);
    throw error;
  }
}

/** Frees the room of both sides. */
export async function release({ reference, target }: ExpandedBoth): Promise<void> {
  await Promise.all([
    ...reference.map((level) => level.release()),
    ...target.map((level) => level.close()),
  ]);
}

/** What a level of the target is made to be like. */
interface AgainstReference {
  /** The same level of the reference. */
  readonly reference: ExpandedLevel | undefined;
  readonly differences: readonly Difference[];
}

class Expansion implements ExpandedBoth {
  readonly reference: Shared<ReferenceLevel>[] = [];
  readonly target: ExpandedLevel[] = [];
  readonly #input: ExpandBothInput;
  readonly #referenceBudget: ExpansionBudget;
  readonly #targetBudget: ExpansionBudget;
  #referenceSource: LevelSource;
  #targetSource: LevelSource;
  #depth = 0;
  #isKnown = true;

  constructor(input: ExpandBothInput) {
    const { reference, target, limits } = input;
    const budget = ({ size }: ByteSource) =>
      new ExpansionBudget(formLimit(size, limits), limits.expandedStreams);
    this.#input = input;
    this.#referenceBudget = budget(reference);
    this.#targetBudget = budget(target);
    this.#referenceSource = wholeOf(reference);
    this.#targetSource = wholeOf(target);
  }

  /** Makes the next level of both; false where there is none. */
  async advance(): Promise<boolean> {
    const { limits, room } = this.#input;
    if (this.#depth === limits.depth) return false;
    const options = { members: limits.streams, signal: room.signal };
    const ofReference = await identities(this.#referenceSource, options);
    const ofTarget = await identities(this.#targetSource, options);
    const common = new Set([...ofReference].filter((identity) => ofTarget.has(identity)));
    const reference =
      ofReference.size > common.size ? await this.#expandReference(common) : undefined;
    if (reference !== undefined) this.reference.push(reference);
    const differences = await timeDifferences(this.#referenceSource, this.#targetSource, {
      limits: { members: limits.streams },
      signal: room.signal,
    });
    const target =
      ofTarget.size > common.size || differences.length > 0
        ? await this.#expandTarget(common, { reference: reference?.value, differences })
        : undefined;
    if (target !== undefined) this.target.push(target);
    this.#referenceSource = sourceOf(reference?.value, this.#referenceSource);
    this.#targetSource = sourceOf(target, this.#targetSource);
    this.#depth += 1;
    return reference !== undefined || target !== undefined;
  }

  async #expandReference(common: ReadonlySet<string>): Promise<Shared<ReferenceLevel> | undefined> {
    const key = [...common].join('\n');
    const known = this.#isKnown ? this.#input.known[this.#depth] : undefined;
    if (known?.value.key === key) return known.retain();
    this.#isKnown = false;
    const hash = this.#input.sha256();
    const level = await expandLevel(this.#referenceSource, {
      ...this.#options(common),
      side: 'reference',
      budget: this.#referenceBudget,
      shortener: undefined,
      hash,
    });
    return level && new Shared({ ...level, key, sha256: toHex(hash.digest()) });
  }

  async #expandTarget(
    common: ReadonlySet<string>,
    { reference, differences }: AgainstReference,
  ): Promise<ExpandedLevel | undefined> {
    const shortener = await this.#input.shortenerFor(reference);
    try {
      return await expandLevel(this.#targetSource, {
        ...this.#options(common),
        side: 'target',
        budget: this.#targetBudget,
        shortener,
        differences,
      });
    } finally {
      shortener?.close();
    }
  }

  #options(
    common: ReadonlySet<string>,
  ): Pick<ExpandOptions, 'room' | 'tools' | 'methods' | 'members' | 'isWanted' | 'parallelism'> {
    const { room, tools, limits, methods } = this.#input;
    return {
      room,
      tools,
      methods,
      members: limits.streams,
      parallelism: tools.parallelism,
      isWanted: ({ identity }) => !common.has(identity),
    };
  }
}

function wholeOf(source: ByteSource): LevelSource {
  return { source, regions: [{ offset: 0, size: source.size }] };
}

/** What a side's next level is made from: nothing is found in a form that was looked into before. */
function sourceOf(level: ExpandedLevel | undefined, before: LevelSource): LevelSource {
  if (level === undefined) return { source: before.source, regions: [] };
  return { source: level.form, regions: level.regions };
}
