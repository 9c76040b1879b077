export { migrate } from './migrate.ts';
export type { MigrateOptions, PredictionOptions, StoreLocation } from './migrate-options.ts';
export type {
  MigrationEvent,
  MigrationObserver,
  MigrationScan,
  MigrationSummary,
  MigrationTotals,
} from './migration-event.ts';
