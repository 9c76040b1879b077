import type { AbortOptions } from '@deltaglider/core';
import type { ArchiveMode } from './archive-codec-options.ts';
import { compileDeflate } from './deflate/deflate-module.ts';
import { packItems } from './deflate/packed-items.ts';
import { parseDeflate } from './deflate/parse-deflate.ts';
import { createRebuildJobs, type RebuildJobs } from './deflate/rebuild-jobs.ts';
import type { ExpandedLevel } from './levels/level-builder.ts';
import type { DeflateTools, Shortener } from './levels/stream-tools.ts';
import { openShortener } from './open-shortener.ts';
import { REBUILD_WORKER } from './rebuild-worker.generated.ts';
import { createJobPool } from './workers/create-job-pool.ts';

/** What takes deflate streams apart and puts them together, with its workers. */
export interface OpenDeflate extends DeflateTools, AsyncDisposable {
  /** Starts a worker, while the caller still fetches what it will need it for. */
  warm(): void;
  /** What shortens the structure of a level of the target, given the same level of the reference. */
  shortener(
    reference: ExpandedLevel | undefined,
    mode: ArchiveMode,
    options: AbortOptions,
  ): Promise<Shortener | undefined>;
}

/** A job with less content than this takes less time than its way to a worker and back. */
const SMALL_JOB = 32 * 1024;

/** @param workers how many run at most; 0 runs everything on the calling thread */
export function openDeflate(workers: number | undefined): OpenDeflate {
  const pool = createJobPool<RebuildJobs, Awaited<ReturnType<typeof compileDeflate>>>({
    workerSource: REBUILD_WORKER,
    prepare: compileDeflate,
    createJobs: createRebuildJobs,
    isSmall: {
      rebuild: ({ items }) =>
        items.reduce((size, item) => size + item.content.length, 0) < SMALL_JOB,
    },
    ...(workers !== undefined && { workers }),
  });
  const spares: ArrayBuffer[] = [];
  return {
    parallelism: pool.parallelism,
    warm: () => {
      pool.warm();
    },
    parse: parseDeflate,
    rebuild: async (items, signal) => {
      const packed = packItems(items, spares.pop());
      const options = { transfer: [packed.buffer], signal };
      const { chunks, buffer } = await pool.run('rebuild', packed, options);
      if (spares.length <= pool.parallelism) spares.push(buffer);
      return chunks;
    },
    shortener: openShortener,
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}
