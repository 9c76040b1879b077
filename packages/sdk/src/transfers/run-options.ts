import type {
  CustomerKey,
  Engine,
  ObjectAccess,
  ObjectPlacement,
  ObjectProperties,
} from '@deltaglider/core';
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
  /** False leaves alone what is at a destination already, which is `skipped` then. @default true */
  readonly overwrite?: boolean | undefined;
  /**
   * What to do with an object that its store has archived and does not read: it fails, is left out with a warning, or
   * without. @default 'fail'
   */
  readonly archived?: 'fail' | 'warn' | 'ignore' | undefined;
  /** The user's metadata for what is written; a copy without it keeps its source's. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Of what is written; a copy keeps those of its source that are not here. */
  readonly properties?: ObjectProperties | undefined;
  /** False gives copies `metadata` and `properties` alone, and nothing of their source's. @default true */
  readonly copyMetadata?: boolean | undefined;
  /** Whether copies take the tags of their source along. @default true */
  readonly copyTags?: boolean | undefined;
  /** Of the caller's, to encrypt what is written with; of downloads, what their source was stored with. */
  readonly customerKey?: CustomerKey | undefined;
  /** What the source of copies was stored with. */
  readonly sourceCustomerKey?: CustomerKey | undefined;
  /** How the store keeps what is written. @default the store's own */
  readonly placement?: ObjectPlacement | undefined;
  /** Who may do what with it. @default the store's own */
  readonly access?: ObjectAccess | undefined;
  /** Sets the media type of what gets none from `properties` or a source after its name. @default true */
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
