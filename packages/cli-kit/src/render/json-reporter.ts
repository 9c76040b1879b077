import type { TransferEvent, TransferTask } from '@deltaglider/sdk';
import { describeError } from '../errors/describe-error.ts';
import { describeTask } from './describe-task.ts';
import type { TransferReporter, TransferReporterOptions } from './transfer-reporter.ts';

/** Of one task; a program that wants to show progress needs no more. */
const PROGRESS_EVERY_MS = 200;

/** One line of JSON for each event, with absolute paths. */
export function createJsonReporter(options: TransferReporterOptions): TransferReporter {
  const { output, now, progress, progressEveryMs = PROGRESS_EVERY_MS } = options;
  const saidAt = new Map<TransferTask, number>();
  const isDue = (task: TransferTask) => {
    const due = now() - (saidAt.get(task) ?? -Infinity) >= progressEveryMs;
    if (due) saidAt.set(task, now());
    return progress && due;
  };
  return {
    observe: (event) => {
      if (event.type === 'planned' && !event.complete) return;
      if (event.type === 'progress' && !isDue(event.task)) return;
      if (isEnd(event)) saidAt.delete(event.task);
      const isProblem = ['warning', 'notice', 'error'].includes(event.type);
      if (output.options.onlyShowErrors && !isProblem) return;
      output.json(toJson(event));
    },
    finish: (summary) => {
      if (summary !== undefined && !output.options.onlyShowErrors) {
        output.json({ type: 'summary', ...summary });
      }
    },
  };
}

function isEnd(event: TransferEvent) {
  return event.type === 'result' || event.type === 'skipped' || event.type === 'error';
}

function toJson(event: TransferEvent): unknown {
  switch (event.type) {
    case 'planned':
      return { type: 'plan', transfers: event.transfers, bytes: event.bytes };
    case 'warning':
      return { type: 'warning', subject: event.subject, message: event.reason };
    case 'notice':
      return event;
    case 'start':
    case 'skipped':
      return { type: event.type, ...sides(event.task) };
    case 'progress':
      return { type: 'progress', ...sides(event.task), bytes: event.bytes };
    case 'error':
      return { type: 'error', ...sides(event.task), error: describeError(event.error) };
    case 'result': {
      const { stored, reason, codec, codecReason } = event.put ?? {};
      const { storedSize, referenceSize, sha256, etag } = event.put ?? {};
      const how = { stored, reason, codec, codecReason };
      const put = { ...how, storedSize, referenceSize, sha256, etag };
      const size = event.put?.size ?? event.task.size;
      return { type: 'result', ...sides(event.task), size, dryRun: event.dryRun, ...put };
    }
  }
}

function sides(task: TransferTask) {
  return { operation: task.operation, ...describeTask(task, (path) => path), size: task.size };
}
