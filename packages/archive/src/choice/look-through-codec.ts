import type { ByteSource, DeltaCodecPort } from '@deltaglider/core';

/** A codec that looks through compression, and can tell beforehand whether there is any. */
export interface LookThroughCodec extends DeltaCodecPort {
  /**
   * Whether the target may have compressed streams that can be looked through. It reads headers only: a target
   * without any must not pay for having been asked.
   */
  mayExpand(target: ByteSource, signal: AbortSignal | undefined): Promise<boolean>;
}
