import { formatAddress } from '@deltaglider/core';
import { failureOf } from '../maintenance/failure-of.ts';
import type { TransferTask } from '../transfers/transfer-task.ts';
import { LinesFile } from './lines-file.ts';
import type { MigrationEvent } from './migration-event.ts';

/** A line of JSON for each object that a migration came across: what it is, where it went, and how that ended. */
export class ReportFile {
  readonly #lines: LinesFile | undefined;

  private constructor(lines: LinesFile | undefined) {
    this.#lines = lines;
  }

  /** Replaces what is there. Without a path it drops everything. */
  static async open(path: string | undefined): Promise<ReportFile> {
    if (path === undefined) return new ReportFile(undefined);
    return new ReportFile(await LinesFile.open(path, { append: false }));
  }

  add(event: MigrationEvent): void {
    const line = toLine(event);
    if (line !== undefined) this.#lines?.add(line);
  }

  /** @throws what went wrong with an earlier `add` */
  check(): void {
    this.#lines?.check();
  }

  async close(): Promise<void> {
    await this.#lines?.close();
  }
}

function toLine(event: MigrationEvent): object | undefined {
  switch (event.type) {
    case 'current':
      return { status: 'current', ...about(event.task) };
    case 'result': {
      if (event.dryRun) return { status: 'planned', ...about(event.task) };
      const { stored, reason, storedSize, referenceSize, sha256, etag } = event.put ?? {};
      const put = { stored, reason, storedSize, referenceSize, sha256, etag };
      return { status: 'migrated', ...about(event.task), ...put };
    }
    case 'error': {
      const { message, hint } = failureOf(event.error);
      const code = codeOf(event.error);
      return { status: 'failed', ...about(event.task), error: { code, message, hint } };
    }
    case 'warning':
      return { status: 'skipped', source: event.subject, message: event.reason };
    default:
      return undefined;
  }
}

function about(task: TransferTask): object {
  if (task.operation === 'move') return about(task.transfer);
  const source = 'from' in task && task.from !== undefined ? formatAddress(task.from) : task.path;
  const destination = 'to' in task ? formatAddress(task.to) : undefined;
  return { source, destination, size: task.size };
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'UNKNOWN';
  return typeof error.code === 'string' ? error.code : 'UNKNOWN';
}
