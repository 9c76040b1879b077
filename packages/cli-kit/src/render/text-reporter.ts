import type { TransferEvent } from '@deltaglider/sdk';
import { describeError, hintOf } from '../errors/describe-error.ts';
import { describeTask, joinNames, toUri } from './describe-task.ts';
import { displayPath } from './display-path.ts';
import { humanSize } from './human-size.ts';
import { describeSavings, progressLine } from './progress-line.ts';
import { TransferProgressTracker } from './transfer-progress.ts';
import type { TransferReporter, TransferReporterOptions } from './transfer-reporter.ts';

const REDRAW_MS = 100;
/** Lines stay, so that there should be fewer. */
const NEW_LINE_MS = 1000;

/** `upload: ./a.txt to s3://bucket/a.txt`, as scripts expect it. */
export function createTextReporter(options: TransferReporterOptions): TransferReporter {
  const { output, now, progress, multiline = false } = options;
  const { progressEveryMs = multiline ? NEW_LINE_MS : REDRAW_MS } = options;
  const show = multiline ? output.log : output.transient;
  const tracker = new TransferProgressTracker();
  const startedAt = now();
  let drawnAt = -Infinity;
  const draw = () => {
    const time = now();
    if (!progress || time - drawnAt < progressEveryMs) return;
    drawnAt = time;
    const columns = output.options.stderr.columns ?? 80;
    show(progressLine(tracker.progress, { elapsedMs: time - startedAt, columns }));
  };
  return {
    observe: (event) => {
      tracker.add(event);
      writeEvent(event, options);
      draw();
    },
    finish: (summary) => {
      output.transient('');
      const savings = describeSavings(tracker.progress);
      if (summary === undefined || savings === '' || !progress) return;
      output.note(`${humanSize(tracker.progress.putBytes)}: ${savings}`);
    },
  };
}

/** Why an object takes more room than its user may expect, where that comes of how it was asked for. */
const WHY_WHOLE: Readonly<Record<string, string>> = {
  public: 'it is public, and a delta would need its reference, which is not',
  'customer-key': 'it has a key of its own, and a delta would need its reference, which has not',
};

function writeEvent(event: TransferEvent, { output, cwd }: TransferReporterOptions): void {
  if (event.type === 'warning') {
    output.problem(`warning: Skipping file ${event.subject}. ${event.reason}`);
    return;
  }
  if (event.type === 'notice') output.problem(event.message);
  if (event.type !== 'result' && event.type !== 'error') return;
  const { operation } = event.task;
  const names = joinNames(describeTask(event.task, (path) => displayPath(path, cwd)));
  if (event.type === 'result') {
    output.result(`${event.dryRun ? '(dryrun) ' : ''}${operation}: ${names}`);
    const why = WHY_WHOLE[event.put?.reason ?? ''];
    if (event.put !== undefined && why !== undefined) {
      output.problem(`warning: ${toUri(event.put.address)} is stored whole: ${why}.`);
    }
    return;
  }
  output.problem(`${operation} failed: ${names} ${describeError(event.error).message}`);
  const hint = hintOf(event.error);
  if (hint !== undefined) output.problem(hint);
}
