import {
  DeltaGliderError,
  limited,
  type ByteSource,
  type ByteStream,
  type DecodeOptions,
  type DeltaCodecPort,
  type EncodeOptions,
} from '@deltaglider/core';
import { parallelism } from '#platform';
import { orAbort } from './abort.ts';
import { EngineFailure } from './engine/engine-failure.ts';
import type { Job } from './engine/job.ts';
import { RESIDENT_REFERENCE } from './engine/layout.ts';
import { assertOfRawBytes } from './external-compression.ts';
import { InputFeed } from './input-feed.ts';
import { runInWorker } from './run-in-worker.ts';
import { runInline } from './run-inline.ts';
import { WorkerPool } from './worker-pool.ts';
import { compileXdelta3 } from './xdelta3-module.ts';

/** Input that is read ahead to see whether it is small. */
const DEFAULT_INLINE_BELOW = 256 * 1024;

/** What is read before a worker is asked, so that it has something to begin with. */
const FIRST_READ = 64 * 1024;

/** How a codec spreads its work. */
export interface Xdelta3CodecOptions {
  /**
   * How many workers run at most; 0 runs everything on the calling thread.
   * @default what the machine can run at once
   */
  readonly workers?: number;
  /**
   * A job whose reference and input together have fewer bytes runs on the calling thread.
   * @default 262144
   */
  readonly inlineBelow?: number;
  /**
   * How many bytes of a reference an encoder holds in memory; rounded down to a power of two, at least 1 MiB. Of a
   * larger reference it sees a window of this size around its position. Its index takes up to 256 MiB more.
   * @default 536870912
   */
  readonly residentReference?: number;
}

/** VCDIFF deltas by xdelta3: exchangeable both ways with the `xdelta3` command, at its level 9. */
export class Xdelta3Codec implements DeltaCodecPort {
  readonly name = 'xdelta3';
  readonly #pool: WorkerPool | undefined;
  readonly #inlineBelow: number;
  readonly #residentReference: number;
  #closed = false;

  constructor(options: Xdelta3CodecOptions = {}) {
    const { workers = parallelism(), inlineBelow = DEFAULT_INLINE_BELOW } = options;
    this.#residentReference = options.residentReference ?? RESIDENT_REFERENCE;
    checked(workers, 'number of workers');
    this.#pool = workers === 0 ? undefined : new WorkerPool(workers);
    this.#inlineBelow = inlineBelow;
  }

  /** Starts a worker and compiles the module, while the caller still fetches what it will need them for. */
  prepare(): void {
    this.#pool?.warm();
    // A failure shows again, and is thrown, where the module is used.
    compileXdelta3().catch(() => undefined);
  }

  /**
   * The delta from the reference to the target.
   * @throws DeltaLimitReached at the limit; DELTA_FAILED where memory does not suffice
   */
  encode(reference: ByteSource, target: ByteStream, options: EncodeOptions = {}): ByteStream {
    const job = this.#job('encode', { reference, maxSize: Infinity, referenceSha256: undefined });
    const delta = this.#run(job, { reference, input: target, signal: options.signal });
    return limited(delta, options.limit);
  }

  /**
   * The target, as it is restored.
   * @throws DELTA_FAILED where the delta is corrupt, truncated, hostile or of another reference;
   * UNSUPPORTED where it uses a feature of VCDIFF that is refused.
   */
  decode(reference: ByteSource, delta: ByteStream, options: DecodeOptions = {}): ByteStream {
    const { maxSize = Infinity, referenceSha256, signal } = options;
    const job = this.#job('decode', { reference, maxSize, referenceSha256 });
    return this.#run(job, { reference, input: delta, signal });
  }

  /** Terminates the workers; running operations end first. */
  close(): void {
    this.#closed = true;
    this.#pool?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #job(direction: Job['direction'], { reference, maxSize, referenceSha256 }: Bounds): Job {
    const referenceSize = checked(reference.size, 'size of a reference');
    checked(maxSize, 'limit on the size of a target');
    // A reference that is named wrongly must not even match in its size.
    const referenceId = referenceSha256 && `${referenceSha256} ${referenceSize}`;
    const residentReference = this.#residentReference;
    return { direction, referenceSize, referenceId, maxSize, residentReference };
  }

  async *#run(job: Job, streams: Streams): AsyncGenerator<Uint8Array> {
    const { reference, input, signal } = streams;
    signal?.throwIfAborted();
    if (this.#closed) throw new DeltaGliderError('INVALID_ARGUMENT', 'The codec is closed.');
    const feed = new InputFeed(input);
    try {
      const module = await compileXdelta3();
      const small = Math.max(FIRST_READ, this.#inlineBelow - reference.size);
      const first = await orAbort(feed.read(small), signal);
      if (job.direction === 'decode') assertOfRawBytes(first.bytes);
      const operation = { module, job, reference, feed, first, signal };
      const inputSize = reference.size + first.bytes.length;
      // A small delta may yield a lot; only what is small on both sides may keep the calling thread.
      const outputSize = job.direction === 'decode' ? job.maxSize : 0;
      const inline = first.ended && Math.max(inputSize, outputSize / 4) < this.#inlineBelow;
      if (inline || this.#pool === undefined) yield* runInline(operation);
      else yield* runInWorker(operation, this.#pool);
    } catch (error) {
      throw toError(error);
    } finally {
      await feed.close();
    }
  }
}

interface Bounds {
  readonly reference: ByteSource;
  readonly maxSize: number;
  readonly referenceSha256: string | undefined;
}

interface Streams {
  readonly reference: ByteSource;
  readonly input: ByteStream;
  readonly signal: AbortSignal | undefined;
}

/** The number, where it is a whole one that is not negative, or infinite. */
function checked(value: number, what: string): number {
  if ((Number.isSafeInteger(value) && value >= 0) || value === Infinity) return value;
  throw new DeltaGliderError('INVALID_ARGUMENT', `${value} is not a ${what}.`);
}

/** Failures of the engine as errors of the port; whatever else was thrown stays as it is. */
function toError(error: unknown): unknown {
  if (!(error instanceof EngineFailure)) return error;
  return new DeltaGliderError(error.code, error.message, { cause: error });
}
