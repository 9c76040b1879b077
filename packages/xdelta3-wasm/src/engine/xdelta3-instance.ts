import { EngineFailure } from './engine-failure.ts';
import { webAssembly, type WasmModule } from './web-assembly.ts';

const PAGE = 65_536;

/** What a step wants or brings; the numbers of `wasm/shim.c`. */
export const STEP = { input: 0, output: 1, reference: 2, failed: 3 } as const;

/* eslint-disable max-params -- the arity is that of C */
/** The exports of `wasm/shim.c`. Pointers come back signed: use `>>> 0`. */
export interface Xdelta3Exports {
  readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number };
  readonly _initialize: () => void;
  readonly encoder_open: (
    size: number,
    blockSize: number,
    blocks: number,
    sourceWindow: number,
    window: number,
    lookStep: number,
  ) => number;
  readonly decoder_open: (
    size: number,
    blockSize: number,
    blocks: number,
    maxSize: number,
  ) => number;
  readonly buffer_new: (size: number) => number;
  readonly input: (pointer: number, size: number, last: number) => void;
  readonly step: () => number;
  readonly output: () => number;
  readonly output_size: () => number;
  readonly output_consume: () => void;
  readonly block_wanted: () => number;
  readonly block_known: (number: number) => number;
  readonly block_new: (number: number, size: number) => number;
  readonly complete: () => number;
  readonly in_header: () => number;
  readonly message: () => number;
  readonly window_number: () => number;
  readonly secondary_id: () => number;
}

/* eslint-enable max-params */

/** One instance of the module with its memory. */
export class Xdelta3Instance {
  readonly exports: Xdelta3Exports;

  constructor(module: WasmModule) {
    const imports = { env: { emscripten_notify_memory_growth: () => undefined } };
    // The module is ours, and its exports are those of the shim.
    this.exports = new webAssembly.Instance(module, imports).exports as Xdelta3Exports;
    this.exports._initialize();
  }

  /** Bytes of linear memory; it never shrinks. */
  get memorySize(): number {
    return this.exports.memory.buffer.byteLength;
  }

  /**
   * Makes room for what will be allocated. Growing in many small steps, as allocations come, took a fifth of the
   * whole time of an encode; pages that are not written to cost nothing.
   */
  reserve(size: number): void {
    const pages = Math.ceil((size - this.memorySize) / PAGE);
    if (pages <= 0) return;
    try {
      this.exports.memory.grow(pages);
    } catch {
      // Too much at once may still be there in parts: the allocations themselves decide.
    }
  }

  allocate(size: number): number {
    return this.checked(this.exports.buffer_new(size));
  }

  /** The pointer, or a failure where the allocation brought none. */
  checked(pointer: number): number {
    if (pointer === 0) throw EngineFailure.outOfMemory();
    return pointer >>> 0;
  }

  /** A view that holds until memory grows, that is, until the next call. */
  view(pointer: number, size: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, pointer >>> 0, size);
  }

  /** What xdelta3 says about its state. */
  message(): string {
    const bytes = new Uint8Array(this.exports.memory.buffer, this.exports.message() >>> 0);
    return String.fromCharCode(...bytes.subarray(0, bytes.indexOf(0)));
  }
}
