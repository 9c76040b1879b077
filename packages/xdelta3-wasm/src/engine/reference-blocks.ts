import { EngineFailure } from './engine-failure.ts';
import type { ReferenceLayout } from './layout.ts';
import type { Xdelta3Instance } from './xdelta3-instance.ts';

/** The most bytes of one read. */
const PIECE = 4 * 1024 * 1024;
/** The most bytes that are read together because reads are sequential. */
const RUN = 1024 * 1024;

/** A part of the reference that an engine waits for. */
export interface ReferenceRange {
  readonly offset: number;
  readonly length: number;
}

/** Brings blocks of the reference into the instance: the one asked for, and more while reads are sequential. */
export class ReferenceBlocks {
  readonly #instance: Xdelta3Instance;
  readonly #layout: ReferenceLayout;
  readonly #size: number;
  /** Where the next piece belongs, and where the run of blocks ends. */
  #position = 0;
  #end = 0;
  #pointer = 0;
  #runLength = 1;

  constructor(instance: Xdelta3Instance, layout: ReferenceLayout, size: number) {
    this.#instance = instance;
    this.#layout = layout;
    this.#size = size;
  }

  /** Starts on the block that xdelta3 waits for. Resolves to nothing where it has no bytes. */
  want(): ReferenceRange | undefined {
    const { blockSize } = this.#layout;
    const { exports } = this.#instance;
    const first = exports.block_wanted();
    const start = first * blockSize;
    if (start >= this.#size) {
      this.#instance.checked(exports.block_new(first, 0));
      return undefined;
    }
    this.#runLength = start === this.#end ? Math.min(this.#runLength * 2, this.#maxRun()) : 1;
    let blocks = 1;
    while (blocks < this.#runLength && exports.block_known(first + blocks) === 0) blocks += 1;
    this.#position = start;
    this.#end = Math.min(start + blocks * blockSize, this.#size);
    return this.pending();
  }

  /** The next piece that is missing from the run of blocks, if any. */
  pending(): ReferenceRange | undefined {
    const length = Math.min(PIECE, this.#end - this.#position);
    return length > 0 ? { offset: this.#position, length } : undefined;
  }

  /** Takes the bytes of the pending piece. */
  provide(bytes: Uint8Array): void {
    const expected = this.pending()?.length ?? 0;
    if (bytes.length !== expected) {
      throw new EngineFailure(
        'DELTA_FAILED',
        `The reference gave ${String(bytes.length)} bytes at offset ${String(this.#position)} instead of ${String(expected)}.`,
      );
    }
    for (let taken = 0; taken < bytes.length;) taken += this.#write(bytes.subarray(taken));
  }

  #write(bytes: Uint8Array): number {
    const { blockSize } = this.#layout;
    const within = this.#position % blockSize;
    if (within === 0) {
      const size = Math.min(blockSize, this.#size - this.#position);
      const block = this.#position / blockSize;
      this.#pointer = this.#instance.checked(this.#instance.exports.block_new(block, size));
    }
    const length = Math.min(bytes.length, blockSize - within);
    this.#instance.view(this.#pointer + within, length).set(bytes.subarray(0, length));
    this.#position += length;
    return length;
  }

  #maxRun(): number {
    return Math.max(1, RUN / this.#layout.blockSize);
  }
}
