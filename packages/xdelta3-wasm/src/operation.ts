import type { ByteSource } from '@deltaglider/core';
import type { Job } from './engine/job.ts';
import type { WasmModule } from './engine/web-assembly.ts';
import type { Batch, InputFeed } from './input-feed.ts';

/** One running encode or decode: the job, and where its bytes come from. */
export interface Operation {
  readonly module: WasmModule;
  readonly job: Job;
  readonly reference: ByteSource;
  readonly feed: InputFeed;
  /** The beginning of the input, read to choose where the job runs. */
  readonly first: Batch;
  readonly signal: AbortSignal | undefined;
}

/** How much input is passed on at a time; an encoder takes whole windows. */
export function batchSize(job: Job): number {
  return job.direction === 'encode' ? 4 * 1024 * 1024 : 512 * 1024;
}
