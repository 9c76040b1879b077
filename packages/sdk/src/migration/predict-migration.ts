import { classify, directoryOf, REFERENCE_NAME } from '@deltaglider/core';
import { analyze } from '../analysis/analyze.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { AnalysisRow } from '../analysis/analysis-source.ts';
import type { MigrateOptions } from './migrate-options.ts';
import type { MigrationObserver } from './migration-event.ts';
import type { PlannedObject, PlanMigrationOptions } from './plan-migration.ts';

export interface PredictMigrationOptions
  extends
    Pick<MigrateOptions, 'delta' | 'maxRatio' | 'prediction'>,
    Pick<PlanMigrationOptions, 'source' | 'destination' | 'prefix' | 'signal'> {
  /** What is to be migrated. */
  readonly planned: AsyncIterable<PlannedObject>;
  readonly observe: MigrationObserver;
}

/** What the destination would take for what is to be migrated; references that it has already cost nothing. */
export async function predictMigration(options: PredictMigrationOptions): Promise<Analysis> {
  const { source, destination, prefix, delta, maxRatio, prediction, signal, observe } = options;
  const { engine, bucket } = destination;
  return await analyze({
    ...prediction,
    engine,
    delta,
    maxRatio,
    signal,
    source: {
      rows: rowsOf(options),
      open: (key) => source.open(key.slice(prefix.length)),
      openReference: async (directory) => {
        const address = { bucket, key: directory + REFERENCE_NAME };
        return (await engine.storage.get(address, { signal })).body;
      },
      requestsEach: source.requestsEach,
    },
    onCost: (cost) => {
      observe({ type: 'prediction-cost', cost });
    },
  });
}

async function* rowsOf({
  planned,
  destination: { engine, bucket },
  signal,
}: PredictMigrationOptions): AsyncGenerator<AnalysisRow, void, undefined> {
  const seen = new Set<string>();
  for await (const { task } of planned) {
    const { key } = task.to;
    const place = directoryOf(key) + REFERENCE_NAME;
    if (!seen.has(place)) {
      seen.add(place);
      const found = await engine.storage.head({ bucket, key: place }, { signal });
      if (found !== undefined && classify(found).kind === 'reference') {
        yield { key: place, kind: 'reference', size: found.size, storedSize: 0 };
      }
    }
    yield { key, kind: 'whole', size: task.size, storedSize: task.size };
  }
}
