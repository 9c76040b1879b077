import type { DecodingInstance } from '../engine/decoding-instance.ts';
import type { KeptInstance } from '../engine/engine.ts';
import type { Job } from '../engine/job.ts';
import type { Xdelta3Instance } from '../engine/xdelta3-instance.ts';

/** Of decoders a worker holds no more than this for later jobs. */
const MOST_DECODERS = 4;
const MOST_DECODER_MEMORY = 192 * 1024 * 1024;
/** A larger encoder is not kept. */
const MOST_ENCODER_MEMORY = 256 * 1024 * 1024;

/**
 * Instances for later jobs: decoders with their references, of which the one that was used longest ago goes first, and
 * an encoder, whose memory would have to be found anew.
 */
export class KeptInstances {
  /** By the names of their references, in the order of their use. */
  readonly #decoders = new Map<string, DecodingInstance>();
  #encoder: Xdelta3Instance | undefined;

  /** Of the references that are held. */
  get names(): readonly string[] {
    return [...this.#decoders.keys()];
  }

  get hasEncoder(): boolean {
    return this.#encoder !== undefined;
  }

  /** Bytes of memory. */
  get size(): number {
    return this.#decoderMemory + (this.#encoder?.memorySize ?? 0);
  }

  /** What the job may begin with; while it is in use it is nobody else's. */
  take({ direction, referenceId }: Job): KeptInstance {
    if (direction === 'encode') {
      const encoding = this.#encoder;
      this.#encoder = undefined;
      return { encoding };
    }
    if (referenceId === undefined) return {};
    const decoding = this.#decoders.get(referenceId);
    this.#decoders.delete(referenceId);
    return { decoding };
  }

  /** Takes what the job has left. Returns how many bytes of memory are let go for it, or of it. */
  put({ referenceId }: Job, { encoding, decoding }: KeptInstance): number {
    if (encoding !== undefined) {
      if (encoding.memorySize > MOST_ENCODER_MEMORY) return encoding.memorySize;
      this.#encoder = encoding;
      return 0;
    }
    if (decoding === undefined || referenceId === undefined) return decoding?.memorySize ?? 0;
    this.#decoders.set(referenceId, decoding);
    return this.#dropOldest();
  }

  #dropOldest(): number {
    const before = this.#decoderMemory;
    for (const oldest of this.names) {
      const isLittle = this.#decoderMemory <= MOST_DECODER_MEMORY;
      if (isLittle && this.#decoders.size <= MOST_DECODERS) break;
      this.#decoders.delete(oldest);
    }
    return before - this.#decoderMemory;
  }

  get #decoderMemory(): number {
    let size = 0;
    for (const { memorySize } of this.#decoders.values()) size += memorySize;
    return size;
  }
}
