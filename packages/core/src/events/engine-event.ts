import type { ObjectAddress } from '../domain/object-address.ts';

/** What the engine did, for logs, metrics and progress. Sizes are bytes; nothing secret is ever in an event. */
export type EngineEvent =
  | { readonly type: 'reference-created'; readonly address: ObjectAddress; readonly size: number }
  | { readonly type: 'reference-fetched'; readonly address: ObjectAddress; readonly size: number }
  | { readonly type: 'reference-cached'; readonly sha256: string; readonly size: number }
  | { readonly type: 'reference-trashed'; readonly address: ObjectAddress; readonly sha256: string }
  | {
      readonly type: 'reference-restored';
      readonly address: ObjectAddress;
      readonly sha256: string;
    }
  | { readonly type: 'reference-blocked'; readonly address: ObjectAddress }
  | { readonly type: 'cache-failed'; readonly sha256: string; readonly error: unknown }
  | { readonly type: 'listing-cache-failed'; readonly bucket: string; readonly error: unknown }
  | {
      /** What was to be kept in the bucket to save work later could not be read or written. */
      readonly type: 'keeping-failed';
      readonly address: ObjectAddress;
      readonly error: unknown;
    }
  | {
      /** It has been decoded again and gave every byte back. */
      readonly type: 'delta-encoded';
      readonly address: ObjectAddress;
      readonly size: number;
      readonly deltaSize: number;
      readonly codec: string;
      /** One of `ChoiceReason`, or a word of a codec from elsewhere. */
      readonly reason: string;
      /** How many compressed streams were looked through, by method. */
      readonly streams: Readonly<Record<string, number>>;
      /** With what a codec failed that was tried before, if one did. */
      readonly failure?: unknown;
    }
  | {
      readonly type: 'delta-abandoned';
      readonly address: ObjectAddress;
      readonly size: number;
      readonly limit: number;
      /** With what a codec failed that was tried before, if one did. */
      readonly failure?: unknown;
    }
  | { readonly type: 'delta-rejected'; readonly address: ObjectAddress; readonly error: unknown }
  | { readonly type: 'put-retried'; readonly address: ObjectAddress; readonly attempt: number }
  | { readonly type: 'twin-removed'; readonly address: ObjectAddress };

/** Listens to the engine; it must not throw. */
export type EngineObserver = (event: EngineEvent) => void;
