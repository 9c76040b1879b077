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
