import type { ByteStream, ObjectAddress } from '@deltaglider/core';

/** One object to move. Sizes are logical bytes, as far as planning knows them. */
export type TransferTask =
  UploadTask | DownloadTask | CopyTask | MoveTask | DeleteTask | DeleteFileTask;

/** A task that leaves its source where it is. */
export type CopyingTask = UploadTask | DownloadTask | CopyTask;

export interface UploadTask {
  readonly operation: 'upload';
  /** Absolute path of the file; `-` for a stream. */
  readonly path: string;
  /** What is uploaded instead of the file; read once. */
  readonly body?: ByteStream | undefined;
  readonly to: ObjectAddress;
  /** 0 for a stream, whose size nobody knows yet. */
  readonly size: number;
}

export interface DownloadTask {
  readonly operation: 'download';
  readonly from: ObjectAddress;
  /** Absolute path of the file to write. */
  readonly path: string;
  readonly size: number;
  /** Whether a directory may have the file's place, if it holds no file any more. @default false */
  readonly replacesDirectory?: boolean | undefined;
}

export interface CopyTask {
  readonly operation: 'copy';
  readonly from: ObjectAddress;
  readonly to: ObjectAddress;
  readonly size: number;
}

/** A transfer whose source goes once the destination is complete, checked and committed. */
export interface MoveTask {
  readonly operation: 'move';
  readonly transfer: CopyingTask;
  readonly size: number;
}

export interface DeleteTask {
  readonly operation: 'delete';
  readonly from: ObjectAddress;
  readonly path?: undefined;
  readonly size: number;
}

/** A file of this machine; one that is gone already counts as deleted. */
export interface DeleteFileTask {
  readonly operation: 'delete';
  readonly from?: undefined;
  /** Absolute path of the file. */
  readonly path: string;
  readonly size: number;
}

/** What planning yields: work, work that cannot be done, or something left out that the user should know of. */
export type PlanItem =
  | { readonly type: 'task'; readonly task: TransferTask }
  | { readonly type: 'refused'; readonly task: TransferTask; readonly error: unknown }
  | SkippedItem
  | BarrierItem
  | NoticeItem;

export interface SkippedItem {
  readonly type: 'skipped';
  /** The path or relative key, as it is shown. */
  readonly subject: string;
  /** A sentence, like `File does not exist.` */
  readonly reason: string;
}

/** What follows waits until all before it has ended, and is left out unless all of that has succeeded. */
export interface BarrierItem {
  readonly type: 'barrier';
  /** What a failure leads to, like `Nothing is deleted`. */
  readonly otherwise: string;
}

/** Something that the user should know and that does not count as a warning. */
export interface NoticeItem {
  readonly type: 'notice';
  /** A sentence. */
  readonly message: string;
}
