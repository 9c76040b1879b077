import { ByteQueue } from './byte-queue.ts';
import { DECODE_INPUT, DecodingInstance } from './decoding-instance.ts';
import { describeFailure, describeTruncation } from './describe-failure.ts';
import { encodeLayout, encodeMemory, MAX_TARGET_WINDOW, targetWindow } from './layout.ts';
import type { Job } from './job.ts';
import { ReferenceBlocks, type ReferenceRange } from './reference-blocks.ts';
import type { WasmModule } from './web-assembly.ts';
import { STEP, Xdelta3Instance } from './xdelta3-instance.ts';

const OUTPUT_PIECE = 1024 * 1024;

/** An instance that has done its job, for another of the same direction. */
export interface KeptInstance {
  readonly encoding?: Xdelta3Instance | undefined;
  readonly decoding?: DecodingInstance | undefined;
}

/** What an engine needs or has: it goes on when that is given or taken. */
export type EngineEvent =
  | { readonly type: 'input' }
  | ({ readonly type: 'reference' } & ReferenceRange)
  | { readonly type: 'output'; readonly bytes: Uint8Array }
  | { readonly type: 'done' };

/** Runs one job in one instance, synchronously between events; all waiting is the caller's. */
export class Engine {
  readonly #job: Job;
  readonly #instance: Xdelta3Instance;
  readonly #decoding: DecodingInstance | undefined;
  readonly #input = new ByteQueue();
  readonly #output = new ByteQueue();
  #blocks: ReferenceBlocks | undefined;
  #ended = false;
  #windows = 0;
  #buffer = 0;
  #bufferSize = 0;
  #outputTaken = 0;
  #held: EngineEvent | undefined;

  /** @param kept of a job before this one: a decoder of the same reference, an encoder of any */
  constructor(module: WasmModule, job: Job, kept: KeptInstance = {}) {
    this.#job = job;
    if (job.direction === 'encode') {
      this.#instance = kept.encoding ?? new Xdelta3Instance(module);
      return;
    }
    const decoding = kept.decoding ?? new DecodingInstance(module, job);
    this.#decoding = decoding;
    this.#instance = decoding.instance;
    this.#blocks = decoding.open(job.maxSize);
    this.#buffer = decoding.buffer;
    this.#bufferSize = DECODE_INPUT;
  }

  /** Bytes of memory that live as long as this engine. */
  get memorySize(): number {
    return this.#instance.memorySize;
  }

  /** After the end, what a later job may begin with. */
  get kept(): KeptInstance {
    if (this.#decoding === undefined) return { encoding: this.#instance };
    return this.#decoding.isWorthKeeping ? { decoding: this.#decoding } : {};
  }

  /** Whether the input that waits here is little enough for more to be fetched ahead. */
  get takesMore(): boolean {
    const ahead = this.#job.direction === 'encode' ? MAX_TARGET_WINDOW : 2 * DECODE_INPUT;
    return this.#input.size <= ahead;
  }

  /** Adds bytes of the target (encode) or the delta (decode). */
  provideInput(bytes: Uint8Array): void {
    this.#input.push(bytes);
  }

  /** States that all input was given. */
  endInput(): void {
    this.#ended = true;
  }

  /** Gives the part of the reference that the last event asked for. */
  provideReference(bytes: Uint8Array): void {
    this.#blocks?.provide(bytes);
  }

  /** Goes on until something is needed or ready. @throws EngineFailure */
  next(): EngineEvent {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) return held;
    const missing = this.#blocks?.pending();
    if (missing !== undefined) return { type: 'reference', ...missing };
    if (this.#blocks === undefined && !this.#openEncoder()) return { type: 'input' };
    for (;;) {
      const event = this.#step();
      if (event === undefined) continue;
      if (event.type === 'output' || this.#output.size === 0) return event;
      // Output that was too little to be passed on alone comes first. A wanted range is not lost meanwhile.
      if (event.type !== 'reference') this.#held = event;
      return { type: 'output', bytes: this.#output.take(this.#output.size) };
    }
  }

  #step(): EngineEvent | undefined {
    if (this.#outputTaken > 0) return this.#takeOutput();
    switch (this.#instance.exports.step()) {
      case STEP.input:
        return this.#feed();
      case STEP.output:
        return this.#takeOutput();
      case STEP.reference: {
        const range = this.#blocks?.want();
        return range && { type: 'reference', ...range };
      }
      default:
        throw describeFailure(this.#instance);
    }
  }

  #feed(): EngineEvent | undefined {
    const { exports } = this.#instance;
    const encoding = this.#job.direction === 'encode';
    // An encoder takes whole windows, which it then reads in place.
    const enough = encoding ? this.#bufferSize : 1;
    if (this.#input.size < enough && !this.#ended) return { type: 'input' };
    const size = Math.min(this.#input.size, this.#bufferSize);
    if (size === 0 && (!encoding || this.#windows > 0)) {
      if (exports.complete() === 1) return { type: 'done' };
      throw describeTruncation(this.#instance);
    }
    this.#input.takeInto(this.#instance.view(this.#buffer, size));
    exports.input(this.#buffer, size, this.#ended && this.#input.size === 0 ? 1 : 0);
    this.#windows += 1;
    return undefined;
  }

  #takeOutput(): EngineEvent | undefined {
    const { exports } = this.#instance;
    const size = exports.output_size();
    const length = Math.min(size - this.#outputTaken, OUTPUT_PIECE);
    const bytes = this.#instance.view(exports.output() + this.#outputTaken, length).slice();
    this.#outputTaken += length;
    if (this.#outputTaken === size) {
      this.#outputTaken = 0;
      exports.output_consume();
    }
    this.#output.push(bytes);
    if (this.#output.size < OUTPUT_PIECE) return undefined;
    return { type: 'output', bytes: this.#output.take(this.#output.size) };
  }

  /** Waits for a first window of the target: its size decides how much memory the encoder takes. */
  #openEncoder(): boolean {
    if (!this.#ended && this.#input.size < MAX_TARGET_WINDOW) return false;
    const { referenceSize, residentReference } = this.#job;
    const layout = encodeLayout(referenceSize, residentReference);
    const { blockSize, blocks, sourceWindow, lookStep } = layout;
    const window = targetWindow(this.#input.size);
    const { exports } = this.#instance;
    this.#instance.reserve(encodeMemory(layout, window));
    if (
      exports.encoder_open(referenceSize, blockSize, blocks, sourceWindow, window, lookStep) !== 0
    ) {
      throw describeFailure(this.#instance);
    }
    this.#buffer = this.#instance.allocate(window);
    this.#bufferSize = window;
    this.#blocks = new ReferenceBlocks(this.#instance, layout, referenceSize);
    return true;
  }
}
