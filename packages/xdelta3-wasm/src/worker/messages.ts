import type { FailureCode } from '../engine/engine-failure.ts';
import type { Job } from '../engine/job.ts';
import type { ReferenceRange } from '../engine/reference-blocks.ts';
import type { WasmModule } from '../engine/web-assembly.ts';

/** What a worker is told: one job at a time. */
export type WorkerRequest =
  | { readonly type: 'begin'; readonly module: WasmModule; readonly job: Job }
  | { readonly type: 'input'; readonly bytes: Uint8Array; readonly ended: boolean }
  | { readonly type: 'reference'; readonly bytes: Uint8Array }
  | { readonly type: 'taken'; readonly size: number };

/** What a worker says: what it needs next, what it made, and how the job ended. */
export type WorkerReply =
  | { readonly type: 'input' }
  | ({
      readonly type: 'reference';
      /** Where the bytes may be put, if they fit: the buffer of an earlier answer. */
      readonly spare: ArrayBufferLike | undefined;
    } & ReferenceRange)
  | { readonly type: 'output'; readonly bytes: Uint8Array }
  | { readonly type: 'done'; readonly memory: WorkerMemory }
  | {
      readonly type: 'failed';
      readonly code: FailureCode;
      readonly message: string;
      readonly memory: WorkerMemory;
    };

/** What becomes of a worker's memory when a job is done. */
export interface WorkerMemory {
  /** Bytes that the job has used and let go; they are free when they have been collected. */
  readonly dropped: number;
  /** Bytes that are held for other jobs. */
  readonly kept: number;
  /** The names of the references that are held. */
  readonly names: readonly string[];
  /** Whether an encoder is held. */
  readonly hasEncoder: boolean;
}

export const NO_MEMORY: WorkerMemory = { dropped: 0, kept: 0, names: [], hasEncoder: false };
