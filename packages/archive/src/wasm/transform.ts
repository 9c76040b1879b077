import type { ByteStream } from '@deltaglider/core';
import { openOperation, type Operation, type OperationExports } from './operation.ts';
import { webAssembly, type WasmModule } from './web-assembly.ts';

const INPUT_SIZE = 256 * 1024;
/** After this much input other things of the thread get a turn. */
const TURN_SIZE = 1024 * 1024;

/** What a step brings; the numbers of `wasm/flow.c`. */
const STEP = { input: 0, output: 1, done: 2 } as const;

/** The exports of `wasm/flow.c`. Pointers come back signed: use `>>> 0`. */
interface FlowExports extends OperationExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly _initialize: () => void;
  readonly buffer_new: (size: number) => number;
  readonly input: (pointer: number, size: number, last: number) => void;
  readonly step: () => number;
  readonly output: () => number;
  readonly output_take: () => number;
  readonly input_crc: () => number;
  readonly input_left: () => number;
  readonly message: () => number;
}

/** Why an operation failed. */
export type TransformReason = 'truncated' | 'corrupt' | 'memory';

/** The input is not what the operation takes, or there is not enough memory. */
export class TransformFailure extends Error {
  readonly reason: TransformReason;

  constructor(reason: TransformReason, options?: ErrorOptions) {
    super(`The input is ${reason}.`, options);
    this.name = 'TransformFailure';
    this.reason = reason;
  }
}

export interface TransformRun {
  readonly input: ByteStream;
  /** The input is only the beginning: what comes out before its end is known. @default false */
  readonly partial?: boolean;
  /** Output comes as soon as it is made, not only when there is much of it. @default false */
  readonly eager?: boolean;
  readonly signal: AbortSignal | undefined;
}

/** One operation over one input, in an instance of its own. */
export class Transform {
  readonly #exports: FlowExports;
  readonly #buffer: number;
  #given = 0;
  #sinceTurn = 0;

  constructor(module: WasmModule, operation: Operation) {
    const imports = { env: { emscripten_notify_memory_growth: () => undefined } };
    // The module is ours, and its exports are those of `wasm/*.c`.
    this.#exports = new webAssembly.Instance(module, imports).exports as FlowExports;
    this.#exports._initialize();
    if (!openOperation(this.#exports, operation)) throw new TransformFailure('memory');
    this.#buffer = this.#exports.buffer_new(INPUT_SIZE) >>> 0;
    if (this.#buffer === 0) throw new TransformFailure('memory');
  }

  /** The CRC-32 of the input so far, where the operation is a deflation. */
  get inputCrc(): number {
    return this.#exports.input_crc() >>> 0;
  }

  /** Bytes of the input that have been used. */
  get taken(): number {
    return this.#given - (this.#exports.input_left() >>> 0);
  }

  /** The output as it is made. @throws TransformFailure, and what the input throws */
  async *run(options: TransformRun): AsyncGenerator<Uint8Array> {
    const { input, partial = false, eager = false, signal } = options;
    signal?.throwIfAborted();
    for await (const chunk of input) {
      for (let offset = 0; offset < chunk.length; offset += INPUT_SIZE) {
        await this.#takeTurns(signal);
        this.#give(chunk.subarray(offset, offset + INPUT_SIZE), false);
        if (yield* this.#steps()) return;
        const early = eager ? this.#takeOutput() : undefined;
        if (early !== undefined && early.length > 0) yield early;
      }
    }
    if (partial) {
      yield this.#takeOutput();
      return;
    }
    this.#give(new Uint8Array(0), true);
    yield* this.#steps();
  }

  #give(bytes: Uint8Array, last: boolean): void {
    const { memory, input } = this.#exports;
    new Uint8Array(memory.buffer, this.#buffer, bytes.length).set(bytes);
    input(this.#buffer, bytes.length, last ? 1 : 0);
    this.#given += bytes.length;
    this.#sinceTurn += bytes.length;
  }

  /** Steps until more input is needed; true when all is done. */
  *#steps(): Generator<Uint8Array, boolean> {
    for (;;) {
      switch (this.#exports.step()) {
        case STEP.input:
          return false;
        case STEP.output:
          yield this.#takeOutput();
          break;
        case STEP.done:
          return true;
        default:
          throw new TransformFailure(this.#reason());
      }
    }
  }

  #takeOutput(): Uint8Array {
    const { memory, output, output_take: take } = this.#exports;
    const size = take();
    return new Uint8Array(memory.buffer, output() >>> 0, size).slice();
  }

  #reason(): TransformReason {
    const bytes = new Uint8Array(this.#exports.memory.buffer, this.#exports.message() >>> 0);
    const text = String.fromCharCode(...bytes.subarray(0, bytes.indexOf(0)));
    return text === 'truncated' || text === 'memory' ? text : 'corrupt';
  }

  /** Lets timers and sockets have their turn now and then: an operation is nothing but computing. */
  async #takeTurns(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#sinceTurn < TURN_SIZE) return;
    this.#sinceTurn = 0;
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
  }
}
