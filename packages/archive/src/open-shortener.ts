import type { AbortOptions } from '@deltaglider/core';
import type { ArchiveMode } from './archive-codec-options.ts';
import { DeflateInstance } from './deflate/deflate-instance.ts';
import { compileDeflate } from './deflate/deflate-module.ts';
import type { RebuildItem } from './deflate/rebuild-chunk.ts';
import { addToFilter, findModel, openFilter, shortenChunk } from './deflate/shorten-chunk.ts';
import type { ExpandedLevel } from './levels/level-builder.ts';
import type { Shortener } from './levels/stream-tools.ts';
import { damaged } from './plan/damaged.ts';
import { StreamReader } from './streams/stream-reader.ts';
import { readStream } from '@deltaglider/core';

/** Copying from the reference may cost this part of a stream: it restores faster than the model does. */
const COPY_SHARE = 1 / 1000;
/** Models that were found last are the likeliest. */
const REMEMBERED = 4;

/** Instances that are not in use: many small objects would each need one. */
const idle: DeflateInstance[] = [];
const MOST_IDLE = 2;
const LARGEST_IDLE = 64 * 1024 * 1024;

/** What shortens the structure of a level of the target, given the same level of the reference. */
export async function openShortener(
  reference: ExpandedLevel | undefined,
  mode: ArchiveMode,
  { signal }: AbortOptions,
): Promise<Shortener | undefined> {
  if (mode === 'fastest') return undefined;
  const instance = idle.pop() ?? new DeflateInstance(await compileDeflate());
  openFilter(instance, reference?.sections.steps.size ?? 0);
  if (reference !== undefined) await remember(instance, reference, signal);
  const share = mode === 'smallest' ? 0 : COPY_SHARE;
  let likely: readonly number[] = [];
  return {
    findModel: async (first) => {
      const model = findModel(instance, first, likely);
      if (model !== 0) likely = [...new Set([model, ...likely])].slice(0, REMEMBERED);
      return model;
    },
    shorten: async (items) => {
      // Timers and sockets have their turn: this is nothing but computing.
      await new Promise((resolve) => setTimeout(resolve, 0));
      return items.map((item) => shortenChunk(instance, item, budgetOf(item, share)));
    },
    close: () => {
      const { byteLength } = instance.exports.memory.buffer;
      if (idle.length < MOST_IDLE && byteLength <= LARGEST_IDLE) idle.push(instance);
    },
  };
}

function budgetOf({ bits }: RebuildItem, share: number): number {
  return Math.ceil((bits / 8) * share);
}

async function remember(
  instance: DeflateInstance,
  { plan, sections }: ExpandedLevel,
  signal: AbortSignal | undefined,
): Promise<void> {
  const tooShort = () => damaged('a section is shorter than its plan says');
  const steps = new StreamReader(readStream(sections.steps, { signal }), tooShort);
  const distances = new StreamReader(readStream(sections.distances, { signal }), tooShort);
  try {
    for (const chunk of plan.streams.flatMap((stream) => stream.chunks)) {
      addToFilter(instance, {
        steps: await steps.take(chunk.steps),
        distances: await distances.take(chunk.distances),
      });
    }
  } finally {
    await Promise.all([steps.close(), distances.close()]);
  }
}
