import type { ObjectProperties } from '@deltaglider/core';

/** What a put says about an object beside its bytes. */
export interface Description {
  readonly metadata: Readonly<Record<string, string>>;
  readonly properties: ObjectProperties;
  /** Why what was kept cannot be read; the rest is empty then. */
  readonly damage?: string;
}

export const NO_DESCRIPTION: Description = { metadata: {}, properties: {} };
