import type { Engine, ObjectAccess, ObjectPlacement, ObjectProperties } from '@deltaglider/core';
import type { TransferObserver } from './transfer-event.ts';

/** What running a plan needs. */
export interface RunTransfersOptions {
  /** Where objects are written, read or deleted. */
  readonly engine: Engine;
  /** Where copies come from. @default `engine` */
  readonly source?: Engine | undefined;
  /** How many objects move at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /** Says what would be done, and does nothing. @default false */
  readonly dryRun?: boolean | undefined;
  /** The user's metadata for what is written; a copy without it keeps its source's. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly properties?: ObjectProperties | undefined;
  /** How the store keeps what is written. @default the store's own */
  readonly placement?: ObjectPlacement | undefined;
  /** Who may do what with it. @default the store's own */
  readonly access?: ObjectAccess | undefined;
  /** Sets the media type of uploads after their names where `properties` has none. @default true */
  readonly guessContentType?: boolean | undefined;
  /** False stores everything whole. @default true */
  readonly delta?: boolean | undefined;
  /** Deltas of this part of the object's size or more are given up. @default the engine's */
  readonly maxRatio?: number | undefined;
  /** Downloads of deltas of decompressed data write that data; no digest vouches for it. @default false */
  readonly rawContent?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly observe?: TransferObserver | undefined;
}
