import {
  describeError,
  humanSize,
  toUri,
  type Output,
  type TransferReporter,
} from '@deltaglider/cli-kit';
import type { MigrationEvent, MigrationScan, MigrationSummary } from '@deltaglider/sdk';
import { analysisFields, describeCost } from './analysis-rows.ts';
import { describeSaved } from './describe-saved.ts';
import { fieldRows } from './field-rows.ts';

const TOTALS_EVERY_MS = 200;

type EventOf<T extends MigrationEvent['type']> = Extract<MigrationEvent, { readonly type: T }>;

/** Shows a migration to its user: copies as `cp` shows them, and what is said before and after them. */
export class MigrationView {
  readonly #output: Output;
  readonly #reporter: TransferReporter;
  #saidAt = -Infinity;

  constructor(output: Output, reporter: TransferReporter) {
    this.#output = output;
    this.#reporter = reporter;
  }

  show(event: MigrationEvent): void {
    switch (event.type) {
      case 'scanning':
        this.#output.progress(`Looked at ${event.objects} object(s) ...`);
        return;
      case 'scanned':
        this.#showScan(event.scan);
        return;
      case 'planned':
        // The scan has told it already.
        return;
      case 'current':
        this.#sayCurrent(event);
        return;
      case 'totals':
        this.#sayTotals(event);
        return;
      case 'journal-failed':
        this.#warnOfJournal(event);
        return;
      case 'prediction-cost':
        this.#output.transient('');
        if (event.cost.pairs > 0) this.#output.problem(describeCost(event.cost));
        return;
      default:
        this.#reporter.observe(event);
    }
  }

  summarize({ prediction, ...summary }: MigrationSummary): void {
    const { scan, dryRun, confirmed, succeeded, failed, bytes, storedBytes, saved } = summary;
    this.#output.transient('');
    this.#output.json({ ...summary, prediction, type: 'summary' });
    if (!confirmed) this.#output.result('Migration cancelled.');
    else if (scan.objects === 0 && scan.current > 0) {
      this.#output.result('Everything is there already.');
    } else if (!dryRun && scan.objects > 0) {
      const sizes = `${humanSize(bytes)} stored as ${humanSize(storedBytes)}`;
      const counts = `${failed} failed, ${scan.current} there already`;
      this.#output.result(
        `Migrated ${succeeded} object(s), ${sizes}, ${describeSaved(saved)} saved: ${counts}`,
      );
    }
    if (prediction === undefined) return;
    for (const row of fieldRows(analysisFields(prediction))) this.#output.result(row);
  }

  #showScan(scan: MigrationScan): void {
    const { source, destination, objects, bytes, replacing, current, currentBytes } = scan;
    const output = this.#output;
    output.transient('');
    output.json({ ...scan, type: 'scan' });
    output.result(`Migrating from ${source}`);
    output.result(`            to ${destination}`);
    const replaced = replacing === 0 ? '' : `, of which ${replacing} replace others there`;
    const there = current === 0 ? '' : `; there already: ${current}, ${humanSize(currentBytes)}`;
    output.result(`To migrate: ${objects} object(s), ${humanSize(bytes)}${replaced}${there}`);
    // So that the time that is left can be told from the beginning.
    this.#reporter.observe({ type: 'planned', transfers: objects, bytes, complete: true });
  }

  #sayCurrent({ task }: EventOf<'current'>): void {
    if (this.#output.options.onlyShowErrors) return;
    const source = task.operation === 'copy' ? toUri(task.from) : task.path;
    const { to, size } = task;
    this.#output.json({ type: 'current', source, destination: toUri(to), size });
  }

  #sayTotals({ totals }: EventOf<'totals'>): void {
    const now = performance.now();
    const isDue = now - this.#saidAt >= TOTALS_EVERY_MS || totals.finished === totals.objects;
    if (!isDue || this.#output.options.onlyShowErrors) return;
    this.#saidAt = now;
    this.#output.json({ type: 'totals', ...totals });
  }

  #warnOfJournal({ path, error }: EventOf<'journal-failed'>): void {
    const { message } = describeError(error);
    this.#output.json({ type: 'warning', subject: path, message });
    this.#output.problem(
      `warning: What is migrated cannot be remembered on this machine. ${message}`,
    );
  }
}
