import { DeltaGliderError } from '@deltaglider/core';
import type { JobFunctions } from '../workers/job.ts';
import type { WasmModule } from '../wasm/web-assembly.ts';
import { DeflateInstance } from './deflate-instance.ts';
import type { PackedItems } from './packed-items.ts';
import { rebuildChunk, StructureMismatch } from './rebuild-chunk.ts';

/** The jobs of a pool that rebuilds deflate streams. */
export interface RebuildJobs {
  readonly rebuild: {
    readonly input: PackedItems;
    readonly output: {
      readonly chunks: readonly Uint8Array[];
      /** That of the input, to be used again. */
      readonly buffer: ArrayBuffer;
    };
  };
}

/** The jobs, given the compiled module. @throws DELTA_FAILED where a structure does not fit its content */
export function createRebuildJobs(module: WasmModule): JobFunctions<RebuildJobs> {
  let instance: DeflateInstance | undefined;
  return {
    rebuild: ({ items, buffer }) => {
      const own = (instance ??= new DeflateInstance(module));
      try {
        const chunks = items.map((item) => rebuildChunk(own, item));
        return [{ chunks, buffer }, [buffer, ...chunks.map((chunk) => chunk.buffer)]];
      } catch (error) {
        // What came of it must not stay for the next: its memory never shrinks.
        instance = undefined;
        throw toError(error);
      }
    },
  };
}

function toError(cause: unknown): DeltaGliderError {
  return cause instanceof StructureMismatch
    ? new DeltaGliderError(
        'DELTA_FAILED',
        'The delta is damaged: what it says of a deflate stream does not fit what the stream holds.',
        { cause },
      )
    : new DeltaGliderError('UNSUPPORTED', 'A deflate stream could not be rebuilt.', { cause });
}
