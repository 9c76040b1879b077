import { describeFailure } from './describe-failure.ts';
import type { Job } from './job.ts';
import { decodeLayout, decodeMemory, type DecodeLayout } from './layout.ts';
import { ReferenceBlocks } from './reference-blocks.ts';
import type { WasmModule } from './web-assembly.ts';
import { Xdelta3Instance } from './xdelta3-instance.ts';

/** How much of a delta an instance takes at a time. */
export const DECODE_INPUT = 256 * 1024;

/** An instance that decodes deltas of one reference, one after the other; what it has read of it stays in its memory. */
export class DecodingInstance {
  readonly instance: Xdelta3Instance;
  /** Where input goes, `DECODE_INPUT` bytes of it. */
  readonly buffer: number;
  readonly #referenceSize: number;
  readonly #layout: DecodeLayout;
  readonly #isNamed: boolean;

  constructor(module: WasmModule, { referenceSize, referenceId }: Job) {
    this.#isNamed = referenceId !== undefined;
    this.#referenceSize = referenceSize;
    this.#layout = decodeLayout(referenceSize, this.#isNamed);
    this.instance = new Xdelta3Instance(module);
    this.instance.reserve(decodeMemory(this.#layout, referenceSize));
    this.buffer = this.instance.allocate(DECODE_INPUT);
  }

  /** Bytes of memory that live as long as this. */
  get memorySize(): number {
    return this.instance.memorySize;
  }

  /** Whether another operation could find it, and would have to read less. */
  get isWorthKeeping(): boolean {
    return this.#isNamed && this.#referenceSize > 0 && this.#layout.holdsAll;
  }

  /** Begins a decode that may yield `maxSize` bytes. @throws EngineFailure */
  open(maxSize: number): ReferenceBlocks {
    const { blockSize, blocks } = this.#layout;
    const size = this.#referenceSize;
    if (this.instance.exports.decoder_open(size, blockSize, blocks, maxSize) !== 0) {
      throw describeFailure(this.instance);
    }
    return new ReferenceBlocks(this.instance, this.#layout, size);
  }
}
