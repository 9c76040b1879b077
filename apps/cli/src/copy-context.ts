import type { CopyRoute } from './copy-route.ts';

/** What a copy is about, as far as its flags have to know. */
export interface CopyContext {
  readonly route: CopyRoute['type'];
  /** The URL of the store. @default S3 */
  readonly store: string | undefined;
}
