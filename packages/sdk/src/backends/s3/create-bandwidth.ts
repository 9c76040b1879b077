import type { Bandwidth } from '@deltaglider/storage-s3';

export interface BandwidthOptions {
  readonly bytesPerSecond: number;
  /** Milliseconds of a clock that only moves forward. */
  readonly now: () => number;
  /** Resolves after so many milliseconds; rejects with the signal's reason. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** Paces whatever shares it: each take waits until everything before it has had its time. */
export function createBandwidth({ bytesPerSecond, now, sleep }: BandwidthOptions): Bandwidth {
  let freeAt = 0;
  return {
    take: async (bytes, { signal } = {}) => {
      const start = Math.max(now(), freeAt);
      freeAt = start + (bytes / bytesPerSecond) * 1000;
      const wait = freeAt - now();
      if (wait > 0) await sleep(wait, signal);
    },
  };
}
