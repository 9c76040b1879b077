import type { AbortOptions } from '@deltaglider/core';

/** Paces transfers: `take` resolves when so many more bytes may pass. */
export interface Bandwidth {
  readonly take: (bytes: number, options?: AbortOptions) => Promise<void>;
}
