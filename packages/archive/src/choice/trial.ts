import {
  DeltaLimitReached,
  limited,
  readStream,
  type ByteSource,
  type ChoiceReason,
  type DeltaCodecPort,
  type EncodeOptions,
  type ScratchBytes,
  type ScratchPort,
} from '@deltaglider/core';
import { estimateShare } from '../probe/estimate-share.ts';
import { hasSameBytes } from './has-same-bytes.ts';
import type { LookThroughCodec } from './look-through-codec.ts';
import {
  nextStep,
  type ChoosingMode,
  type Findings,
  type Inquiry,
  type Outcome,
} from './next-step.ts';
import type { TargetAtHand } from './target-at-hand.ts';

export interface TrialOptions {
  readonly plain: DeltaCodecPort;
  readonly archive: LookThroughCodec;
  readonly scratch: ScratchPort;
  readonly mode: ChoosingMode;
  readonly reference: ByteSource;
  readonly target: TargetAtHand;
  readonly encode: EncodeOptions;
}

type Way = 'archive' | 'plain';

/** One target on the way to its delta: does what `nextStep` says until that says which delta it is. */
export class Trial {
  readonly #options: TrialOptions;
  readonly #deltas = new Map<Way, ScratchBytes>();
  #known: Findings;
  #streams: Readonly<Record<string, number>> | undefined;
  #failure: unknown;

  constructor(options: TrialOptions) {
    this.#options = options;
    this.#known = { mode: options.mode, size: options.target.source.size };
  }

  /** The delta. @throws DeltaLimitReached when no way stays below the limit */
  async *run(): AsyncGenerator<Uint8Array, void, undefined> {
    const { target, encode } = this.#options;
    const { limit = Infinity, signal } = encode;
    for (;;) {
      const step = nextStep(this.#known);
      if (step.do === 'give-up') throw new DeltaLimitReached(limit);
      if (step.do === 'write-plain') {
        this.#tell('plain', step.reason);
        yield* limited(this.#encode('plain', limit), limit);
        break;
      }
      if (step.do === 'take') {
        this.#tell(step.codec, step.reason);
        const delta = this.#deltas.get(step.codec);
        if (delta === undefined) throw new Error(`No delta was made by ${step.codec}.`);
        yield* readStream(delta, { signal });
        break;
      }
      this.#known = { ...this.#known, ...(await this.#learn(step)) };
    }
    await target.finish();
  }

  /** Frees the room of the deltas that were tried. */
  async close(): Promise<void> {
    for (const delta of this.#deltas.values()) await delta.close();
  }

  async #learn(step: Inquiry): Promise<Partial<Findings>> {
    const { reference, target, encode } = this.#options;
    const { signal, limit = Infinity } = encode;
    switch (step.do) {
      case 'look':
        return await this.#look();
      case 'compare':
        return { isIdentical: await hasSameBytes(reference, target.source, signal) };
      case 'try-archive':
        return { archive: await this.#attempt('archive', limit) };
      case 'probe':
        return { share: await estimateShare(reference, target.source, signal) };
      case 'try-plain':
        return { plain: await this.#attempt('plain', step.limit) };
    }
  }

  async #look(): Promise<Partial<Findings>> {
    const { archive, target, encode } = this.#options;
    try {
      const mayExpand = await archive.mayExpand(target.source, encode.signal);
      if (mayExpand) archive.prepare?.();
      return { mayExpand };
    } catch (error) {
      return { mayExpand: true, archive: this.#failedWith(error) };
    }
  }

  /** Makes a delta and puts it aside. */
  async #attempt(way: Way, limit: number): Promise<Outcome> {
    const { scratch, encode } = this.#options;
    try {
      const delta = limited(this.#encode(way, limit), limit);
      const bytes = await scratch.write(delta, { signal: encode.signal });
      this.#deltas.set(way, bytes);
      return bytes.size;
    } catch (error) {
      return DeltaLimitReached.is(error) ? 'too-large' : this.#failedWith(error);
    }
  }

  /** A failure of one way is a reason for the other, unless that would meet it, too. */
  #failedWith(error: unknown): 'failed' {
    this.#options.encode.signal?.throwIfAborted();
    this.#options.target.rethrow();
    this.#failure ??= error;
    return 'failed';
  }

  #encode(way: Way, limit: number) {
    const { reference, target, encode } = this.#options;
    return this.#options[way].encode(reference, target.open(), {
      ...encode,
      targetSize: target.source.size,
      targetSource: target.source,
      limit: Number.isFinite(limit) ? limit : undefined,
      onChoice: ({ streams }) => {
        if (way === 'archive') this.#streams = streams;
      },
    });
  }

  #tell(way: Way, reason: ChoiceReason): void {
    this.#options.encode.onChoice?.({
      codec: this.#options[way].name,
      reason,
      streams: way === 'archive' ? this.#streams : undefined,
      failure: this.#failure,
    });
  }
}
