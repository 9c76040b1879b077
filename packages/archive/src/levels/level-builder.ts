import {
  readStream,
  type ByteRange,
  type ByteSource,
  type Hash,
  type ScratchBytes,
} from '@deltaglider/core';
import type { Region } from '../containers/found-stream.ts';
import { damaged } from '../plan/damaged.ts';
import { levelPlan, type LevelPlan, type StreamPlan } from '../plan/level-plan.ts';
import { PATCH_SIZE, type Patch } from '../plan/patch.ts';
import { patched } from '../streams/patched.ts';
import { Spool } from '../streams/spool.ts';
import type { Difference } from './difference.ts';
import {
  SectionQueue,
  type FinishedSections,
  type PlannedChunk,
  type SectionQueueOptions,
} from './section-queue.ts';

/** One form of an object made into the next; close it to free its room. */
export interface ExpandedLevel {
  readonly plan: LevelPlan;
  readonly form: ScratchBytes;
  readonly sections: FinishedSections;
  /** Where the form holds what was expanded. */
  readonly regions: readonly Region[];
  close(): Promise<void>;
}

export interface LevelBuilderOptions extends SectionQueueOptions {
  /** Of the form. */
  readonly hash?: Hash | undefined;
  /** What the other side has otherwise: the form is made like it. In order of offset. */
  readonly differences?: readonly Difference[] | undefined;
}

/** A stream of the source whose content is at the end of the form. */
export interface BuiltStream extends Omit<StreamPlan, 'gap' | 'chunks'> {
  /** In the source. */
  readonly offset: number;
  readonly chunks: readonly PlannedChunk[];
}

/** Makes the next form of a source: gaps are copied, streams are added in their order. */
export class LevelBuilder {
  readonly form: Spool;
  readonly sections: SectionQueue;
  readonly #source: ByteSource;
  readonly #signal: AbortSignal | undefined;
  readonly #streams: (BuiltStream & { readonly gap: number })[] = [];
  readonly #regions: Region[] = [];
  readonly #differences: readonly Difference[];
  readonly #patches: Patch[] = [];
  #difference = 0;
  #offset = 0;

  constructor(source: ByteSource, options: LevelBuilderOptions) {
    const { hash, differences = [] } = options;
    this.#source = source;
    this.#differences = differences;
    this.#signal = options.room.signal;
    this.form = new Spool(options.room, hash);
    this.sections = new SectionQueue(options);
  }

  /** Of streams so far. */
  get count(): number {
    return this.#streams.length;
  }

  /** Of the form, if nothing more were expanded. */
  get size(): number {
    return this.form.size + this.#source.size - this.#offset;
  }

  /** Copies the source up to here, but for what the other side has otherwise. */
  async copyTo(offset: number): Promise<void> {
    const range = { start: this.#offset, end: offset };
    const gap = readStream(this.#source, { range, signal: this.#signal });
    await this.form.pushAll(patched(gap, this.#takeDifferences(range), range.start));
  }

  /** Of the differences within a gap, the patches that make it like the other side. */
  #takeDifferences({ start, end }: ByteRange): Patch[] {
    const patches: Patch[] = [];
    let free = start;
    for (; ; this.#difference += 1) {
      const difference = this.#differences[this.#difference];
      if (difference === undefined || difference.offset + PATCH_SIZE > end) return patches;
      const { offset, own, others } = difference;
      // Headers that lie in one another, or in a member, are nobody's.
      if (offset < free) continue;
      free = offset + PATCH_SIZE;
      this.#patches.push({ offset, bytes: own });
      patches.push({ offset, bytes: others });
    }
  }

  /** Goes on behind a stream, once the form has the gap before it and its content. */
  add(stream: BuiltStream): void {
    const gap = stream.offset - this.#offset;
    this.#streams.push({ ...stream, gap });
    const { expandedSize } = stream;
    this.#regions.push({ offset: this.form.size - expandedSize, size: expandedSize });
    this.#offset = stream.offset + stream.size;
  }

  async finish(): Promise<ExpandedLevel> {
    await this.copyTo(this.#source.size);
    const sections = await this.sections.finish();
    const form = await this.form.finish();
    const plan = levelPlan(this.#source.size, this.#streams.map(planned), this.#patches);
    if (plan.expandedSize !== form.size) throw damaged('a source has changed its length');
    return {
      plan,
      form,
      sections,
      regions: this.#regions,
      close: async () => {
        await Promise.all([form.close(), this.close()]);
      },
    };
  }

  /** Frees the room; idempotent. */
  async close(): Promise<void> {
    await Promise.all([this.form.close(), this.sections.close()]);
  }
}

function planned({ offset: _, ...stream }: BuiltStream & { readonly gap: number }): StreamPlan {
  const chunks = stream.chunks.map(({ plan }) => {
    if (plan === undefined) throw new Error('A run has no plan: its sections were not finished.');
    return plan;
  });
  return { ...stream, chunks };
}
