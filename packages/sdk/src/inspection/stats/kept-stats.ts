import {
  bufferSource,
  collect,
  DeltaGliderError,
  discard,
  toHex,
  type Engine,
  type ObjectAddress,
} from '@deltaglider/core';
import { formatStatsDocument, parseStatsDocument, type StatsDocument } from './stats-document.ts';

/** More than any document of ours has. */
const MAX_SIZE = 1 << 20;

export interface KeptStatsOptions {
  readonly engine: Engine;
  readonly bucket: string;
  readonly prefix: string;
  readonly signal?: AbortSignal | undefined;
}

/** What was at the place of the document when it was looked at. */
export interface KeptStats {
  /** Of whatever was there; `undefined` when nothing was. */
  readonly etag: string | undefined;
  /** `undefined` for anything but a document of this format and prefix. */
  readonly document: StatsDocument | undefined;
}

/**
 * The document of a prefix in its bucket. Trouble with it costs requests only: the engine's observer hears of it.
 * `undefined` when nothing can be known of it, so that it is not to be written either.
 */
export async function findKeptStats(options: KeptStatsOptions): Promise<KeptStats | undefined> {
  const { engine, prefix, signal } = options;
  const address = addressOf(options);
  return await attempt(options, async () => {
    const found = await orAbsent(engine.storage.get(address, { signal }));
    if (found === undefined) return { etag: undefined, document: undefined };
    const { etag, size, body } = found;
    if (size > MAX_SIZE) {
      await discard(body);
      return { etag, document: undefined };
    }
    const text = new TextDecoder().decode(await collect(body));
    return { etag, document: parseStatsDocument(text, prefix) };
  });
}

/** Writes the document, unless another has been written since `kept` was found. */
export async function keepStats(
  options: KeptStatsOptions,
  { etag }: KeptStats,
  document: StatsDocument,
): Promise<void> {
  const { engine, prefix, signal } = options;
  const text = formatStatsDocument(document, { prefix, tool: engine.tool });
  const condition = etag === undefined ? { ifAbsent: true } : { ifMatch: etag };
  await attempt(options, () =>
    engine.storage.put(addressOf(options), bufferSource(new TextEncoder().encode(text)), {
      ...condition,
      properties: { contentType: 'application/json' },
      signal,
    }),
  );
}

/** By digest, since a prefix may be as long as a key. The Python tool's are `.deltaglider/stats_*.json`. */
function addressOf({ engine, bucket, prefix }: KeptStatsOptions): ObjectAddress {
  const hash = engine.sha256();
  hash.update(new TextEncoder().encode(prefix));
  return { bucket, key: `.deltaglider/stats/${toHex(hash.digest())}.json` };
}

/** @throws the signal's reason after an abort */
async function attempt<T>(
  options: KeptStatsOptions,
  action: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    options.signal?.throwIfAborted();
    options.engine.observe({ type: 'keeping-failed', address: addressOf(options), error });
    return undefined;
  }
}

async function orAbsent<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (DeltaGliderError.is(error, 'OBJECT_NOT_FOUND')) return undefined;
    throw error;
  }
}
