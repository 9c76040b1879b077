import type { AbortOptions, ByteSource, ByteStream } from '../bytes/byte-source.ts';

export interface EncodeOptions extends AbortOptions {
  /** Length of the target in bytes where it is known: lets a codec size its windows. */
  readonly targetSize?: number | undefined;
}

export interface DecodeOptions extends AbortOptions {
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
  /** Of the reference's bytes. */
  readonly referenceSha256?: string | undefined;
  /** File name, without directory. */
  readonly name?: string | undefined;
  /** When it was stored. */
  readonly createdAt?: Date | undefined;
}

/** Turns a reference and a target into a delta, and back. Codecs compose: one may wrap another. */
export interface DeltaCodecPort {
  /** Recorded with every delta, so that a reader can find the codec again. */
  readonly name: string;
  /** A caller is about to use the codec, and may have to wait for other things first: load, start, compile. */
  prepare?(): void;
  /** The delta, as it is made. */
  encode(reference: ByteSource, target: ByteStream, options?: EncodeOptions): ByteStream;
  /**
   * The target, as it is restored.
   * @throws DELTA_FAILED for a delta that is truncated, corrupt or hostile; UNSUPPORTED for a feature that
   * this codec does not know, by its name.
   */
  decode(reference: ByteSource, delta: ByteStream, options?: DecodeOptions): ByteStream;
}
