import type { AbortOptions, ByteSource, ByteStream } from '../bytes/byte-source.ts';

export interface ReferenceOptions extends AbortOptions {
  /**
   * 64 lower-case hex digits, of the reference's bytes, for which the caller vouches: a codec finds by it what it has
   * made of them before.
   */
  readonly referenceSha256?: string | undefined;
}

export interface EncodeOptions extends ReferenceOptions {
  /** Length of the target in bytes where it is known: lets a codec size its windows. */
  readonly targetSize?: number | undefined;
  /**
   * The target once more, for a codec that looks at it before it reads it, or reads it again. The stream is still
   * to be read to its end where the encode succeeds.
   */
  readonly targetSource?: ByteSource | undefined;
  /**
   * The encode is given up as soon as its delta would reach this many bytes: it throws `DeltaLimitReached`, and has
   * yielded less.
   */
  readonly limit?: number | undefined;
  /** Hears what was chosen, at most once and before the stream ends; never called by a codec without a choice. */
  readonly onChoice?: ((choice: CodecChoice) => void) | undefined;
}

/** What a codec chose for one target. */
export interface CodecChoice {
  /** Recorded with the delta; the codec of this name decodes it. */
  readonly codec: string;
  /** One of `ChoiceReason`, or a word of a codec from elsewhere. */
  readonly reason: string;
  /** How many compressed streams of the target were looked through, by method; absent where none was. */
  readonly streams?: Readonly<Record<string, number>> | undefined;
  /** With what a codec failed that was tried before. */
  readonly failure?: unknown;
}

/** Why a delta is of the codec that it is of. */
export type ChoiceReason =
  /** It was asked for by its name, and makes no choice. */
  | 'asked'
  /** The target has the very bytes of the reference: the plainest codec says so in a few bytes. */
  | 'identical'
  /** The target has no compressed streams that could be looked through. */
  | 'nothing-compressed'
  /** Looking through compression made it small, or nothing else had a chance. */
  | 'looked-through'
  /** Both ways were tried; this was the smaller one. */
  | 'smaller'
  /** Looking through compression gave no delta below the limit. */
  | 'archive-too-large'
  /** Looking through compression failed on this target. */
  | 'archive-failed';

export interface DecodeOptions extends ReferenceOptions {
  /** The most bytes the target may have; a delta that yields more fails with DELTA_FAILED. */
  readonly maxSize?: number | undefined;
  /** What is recorded of the target, for a codec that has to find it among candidates. */
  readonly expected?: ExpectedTarget | undefined;
  /**
   * Where the delta only holds what the target contains, uncompressed, the caller takes that instead of the target.
   * Called before the first chunk where that is what comes; `maxSize` is not its limit then.
   */
  readonly onRawContent?: (() => void) | undefined;
}

/** The target as its metadata describes it. */
export interface ExpectedTarget {
  readonly size: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** File name, without directory. */
  readonly name?: string | undefined;
  /** When it was stored. */
  readonly createdAt?: Date | undefined;
}

/** Turns a reference and a target into a delta, and back. Codecs compose: one may wrap another. */
export interface DeltaCodecPort {
  /** Recorded with every delta, so that a reader can find the codec again. */
  readonly name: string;
  /** For a codec that chooses: the names that `onChoice` may give instead of its own. */
  readonly choices?: readonly string[] | undefined;
  /** A caller is about to use the codec, and may have to wait for other things first: load, start, compile. */
  prepare?(): void;
  /** The delta, as it is made. @throws DeltaLimitReached when it reaches the limit */
  encode(reference: ByteSource, target: ByteStream, options?: EncodeOptions): ByteStream;
  /**
   * The target, as it is restored.
   * @throws DELTA_FAILED for a delta that is truncated, corrupt or hostile; UNSUPPORTED for a feature that
   * this codec does not know, by its name.
   */
  decode(reference: ByteSource, delta: ByteStream, options?: DecodeOptions): ByteStream;
}
