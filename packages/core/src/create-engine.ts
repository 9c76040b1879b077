import { codecNames } from './domain/codec-names.ts';
import { defaultFileTypePolicy } from './domain/file-type-policy.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { DeltaGliderError } from './errors/delta-glider-error.ts';

/** Deltas of half the size and more are not worth the second read. */
const DEFAULT_MAX_RATIO = 0.5;

/**
 * Fills in the defaults of an engine.
 * @throws INVALID_ARGUMENT for a ratio outside 0 < ratio <= 1.
 */
export function createEngine(options: EngineOptions): Engine {
  const { codec, maxRatio = DEFAULT_MAX_RATIO } = options;
  assertRatio(maxRatio);
  return {
    storage: options.storage,
    cache: options.cache,
    listingCache: options.listingCache,
    scratch: options.scratch,
    codec,
    findCodec:
      options.findCodec ?? ((name) => (codecNames(codec).includes(name) ? codec : undefined)),
    sha256: options.sha256,
    md5: options.md5,
    clock: options.clock ?? (() => new Date()),
    policy: options.policy ?? defaultFileTypePolicy,
    maxRatio,
    tool: options.tool,
    observe: options.observe ?? (() => undefined),
    references: new Map(),
    flights: new Map(),
  };
}

/** @throws INVALID_ARGUMENT for a ratio outside 0 < ratio <= 1. */
export function assertRatio(ratio: number): void {
  if (ratio > 0 && ratio <= 1) return;
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `The maximal ratio is ${ratio}; it must be above 0 and at most 1.`,
  );
}
