export { diagnose, type DiagnoseOptions } from './doctor/diagnose.ts';
export { repairBucket } from './repair-bucket.ts';
export type {
  RepairFinding,
  RepairKind,
  RepairObserver,
  RepairOutcome,
  RepairSummary,
} from './repair-finding.ts';
export type { RepairBucketOptions } from './repair-options.ts';
export type { JournalEntry } from './verify/journal-entry.ts';
export type { Sample } from './verify/sample.ts';
export {
  openVerifyJournal,
  type OpenVerifyJournalOptions,
  type VerifyJournal,
} from './verify/verify-journal.ts';
export { verifyObjects } from './verify/verify-objects.ts';
export type { VerifiedKind } from './verify/verified-kind.ts';
export type {
  VerifyCounts,
  VerifyEvent,
  VerifyObjectsOptions,
  VerifyObserver,
  VerifySummary,
} from './verify/verify-options.ts';
export { purgeBucket } from './purge/purge-bucket.ts';
export type {
  PurgeBucketOptions,
  PurgeFinding,
  PurgeKind,
  PurgeObserver,
  PurgeOutcome,
  PurgeSummary,
} from './purge/purge-options.ts';
