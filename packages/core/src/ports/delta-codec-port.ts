import type { AbortOptions, ByteSource, ByteStream } from '../bytes/byte-source.ts';

export interface EncodeOptions extends AbortOptions {
  /** Length of the target in bytes where it is known: lets a codec size its windows. */
  readonly targetSize?: number | undefined;
}

export interface DecodeOptions extends AbortOptions {
  /** The most bytes the target may have; a delta that yields more fails with DELTA_FAILED. */
  readonly maxSize?: number | undefined;
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
