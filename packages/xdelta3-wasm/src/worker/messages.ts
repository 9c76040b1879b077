import type { FailureCode } from '../engine/engine-failure.ts';
import type { Job } from '../engine/engine.ts';
import type { ReferenceRange } from '../engine/reference-blocks.ts';
import type { WasmModule } from '../engine/web-assembly.ts';

/** What a worker is told. `begin` starts a job in a fresh instance; one job at a time. */
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
  | { readonly type: 'done'; readonly memorySize: number }
  | {
      readonly type: 'failed';
      readonly code: FailureCode;
      readonly message: string;
      readonly memorySize: number;
    };
