export { guessContentType } from './content-type.ts';
export type { FilterRule } from './path-filter.ts';
export { planCopy } from './plan-copy.ts';
export { planDelete } from './plan-delete.ts';
export { planDownload } from './plan-download.ts';
export { planMove } from './plan-move.ts';
export { planSync } from './plan-sync.ts';
export { planUpload } from './plan-upload.ts';
export type {
  CaseConflict,
  PlanCopyOptions,
  PlanDeleteOptions,
  PlanDownloadOptions,
  PlanMoveOptions,
  PlanOptions,
  PlanUploadOptions,
} from './plan-options.ts';
export {
  removeInternalObjects,
  type RemoveInternalObjectsOptions,
} from './remove-internal-objects.ts';
export type { DeletionExtent, DeletionLimits, MaxDelete } from './sync/deletion-limits.ts';
export type { PlanSyncOptions } from './sync/plan-sync-options.ts';
export type { RunTransfersOptions } from './run-options.ts';
export { runTransfers } from './run-transfers.ts';
export type { TransferEvent, TransferObserver, TransferSummary } from './transfer-event.ts';
export type { FileLocation, ObjectLocation, TransferLocation } from './transfer-location.ts';
export type {
  CopyingTask,
  BarrierItem,
  CopyTask,
  DeleteFileTask,
  DeleteTask,
  DownloadTask,
  MoveTask,
  NoticeItem,
  PlanItem,
  SkippedItem,
  TransferTask,
  UploadTask,
} from './transfer-task.ts';
