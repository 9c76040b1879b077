import type {
  ByteSource,
  ByteStream,
  DecodeOptions,
  DeltaCodecPort,
  EncodeOptions,
  ScratchPort,
} from '@deltaglider/core';
import type { LookThroughCodec } from './choice/look-through-codec.ts';
import type { ChoosingMode } from './choice/next-step.ts';
import { peekStart } from './choice/peek-start.ts';
import { TargetAtHand } from './choice/target-at-hand.ts';
import { Trial, type TrialOptions } from './choice/trial.ts';
import { isDisposable } from './is-disposable.ts';

export interface ChoosingCodecOptions {
  /** What makes and applies VCDIFF of the bytes as they are. */
  readonly plain: DeltaCodecPort;
  /** What looks through compression. */
  readonly archive: LookThroughCodec;
  /** Where deltas are put aside while it is not known which is the smallest, and targets that come as streams only. */
  readonly scratch: ScratchPort;
  /** @default 'auto' */
  readonly mode?: ChoosingMode | undefined;
}

/** What a delta of the archive codec begins with; no VCDIFF does. */
const MAGIC = 'DGAR';

/**
 * Chooses for each target how its delta is made: plain, or by looking through compression; `onChoice` hears what and
 * why. It never records its own name: deltas are named after what made them, and decoded by that. Its own `decode`
 * tells them apart by how they begin.
 */
export class ChoosingCodec implements DeltaCodecPort, AsyncDisposable {
  readonly name: ChoosingMode;
  readonly choices: readonly string[];
  readonly #options: Pick<TrialOptions, 'plain' | 'archive' | 'scratch' | 'mode'>;

  constructor(options: ChoosingCodecOptions) {
    const { plain, archive, mode = 'auto' } = options;
    this.name = mode;
    this.choices = [plain.name, archive.name];
    this.#options = { ...options, mode };
  }

  /** Of the archive codec nothing is started before there is something to look through. */
  prepare(): void {
    this.#options.plain.prepare?.();
  }

  /** The delta. @throws DeltaLimitReached when no way stays below the limit; and what the plain codec throws */
  async *encode(
    reference: ByteSource,
    target: ByteStream,
    options: EncodeOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { targetSource: source, signal } = options;
    signal?.throwIfAborted();
    const { scratch } = this.#options;
    const atHand = await TargetAtHand.of(target, { source, scratch, signal });
    const trial = new Trial({ ...this.#options, reference, target: atHand, encode: options });
    try {
      yield* trial.run();
    } finally {
      await trial.close();
      await atHand.close();
    }
  }

  /** The target, as it is restored. @throws as the codec that made the delta */
  async *decode(
    reference: ByteSource,
    delta: ByteStream,
    options: DecodeOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    options.signal?.throwIfAborted();
    const { start, whole, close } = await peekStart(delta, MAGIC.length);
    const isArchive = String.fromCharCode(...start.subarray(0, MAGIC.length)) === MAGIC;
    const codec = isArchive ? this.#options.archive : this.#options.plain;
    try {
      yield* codec.decode(reference, whole, options);
    } finally {
      await close();
    }
  }

  /** Ends both codecs. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { plain, archive } = this.#options;
    for (const codec of [plain, archive]) {
      if (isDisposable(codec)) await codec[Symbol.asyncDispose]();
    }
  }
}
