import type { ByteStream, LogicalObject, ObjectAddress } from '@deltaglider/core';
import type { CopyTask, SkippedItem, UploadTask } from '../transfers/transfer-task.ts';
import type { Place } from './place.ts';

/** An object to migrate. */
export interface SourceEntry {
  readonly type: 'entry';
  /** Its name below the source. */
  readonly relative: string;
  readonly size: number;
  /**
   * Opaque; tells it from every other content and metadata that it had before, or will have. Absent while the store
   * would not tell another one from it.
   */
  readonly version: string | undefined;
}

/** Where a migration reads. */
export interface MigrationSource {
  readonly place: Place;
  /** The last segment of the prefix, with its slash; empty where there is none. */
  readonly lastSegment: string;
  /** In UTF-8 byte order of the names. */
  readonly entries: () => AsyncIterable<SourceEntry | SkippedItem>;
  readonly toTask: (entry: SourceEntry, to: ObjectAddress) => CopyTask | UploadTask;
  /** Whether an object of the same size has its content, and all that is kept with it. */
  readonly isSame: (entry: SourceEntry, copy: LogicalObject) => Promise<boolean>;
  readonly open: (relative: string) => Promise<ByteStream>;
  /** Requests of the store that one `open` takes. */
  readonly requestsEach: number;
}
