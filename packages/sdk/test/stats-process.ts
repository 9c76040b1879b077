import type { Engine, EngineEvent, MemoryStorage } from '@deltaglider/core';
import { createHash } from 'node:crypto';
import { FaultyStorage } from '@deltaglider/testing';
import type { BucketStats } from '../src/inspection/stats/bucket-stats.ts';
import { collectStats, type CollectStatsOptions } from '../src/inspection/stats/collect-stats.ts';
import { BUCKET } from './safety-engine.ts';
import { smallClientOf } from './small-engine.ts';

/** Where the statistics of a whole bucket are kept. */
export const DOCUMENT = `.deltaglider/stats/${createHash('sha256').digest('hex')}.json`;

export interface StatsProcess {
  readonly engine: Engine;
  readonly stats: (options?: Partial<CollectStatsOptions>) => Promise<BucketStats>;
  /** Requests since the last call of this. */
  readonly requests: () => string[];
  readonly events: readonly EngineEvent[];
}

/** A process of its own: it remembers nothing, and counts its requests. */
export function startProcess(storage: MemoryStorage): StatsProcess {
  const counted = new FaultyStorage(storage);
  const events: EngineEvent[] = [];
  const engine: Engine = smallClientOf(counted, { observe: (event) => events.push(event) });
  let taken = 0;
  return {
    engine,
    events,
    stats: (options = {}) => collectStats({ engine, bucket: BUCKET, ...options }),
    requests: () => {
      const methods = counted.calls.slice(taken).map(({ method }) => method);
      taken = counted.calls.length;
      return methods;
    },
  };
}
