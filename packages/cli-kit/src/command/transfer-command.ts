import type { DeltaGlider, PlanItem, RunTransfersOptions, TransferSummary } from '@deltaglider/sdk';
import { CommandError, usageError } from '../errors/command-error.ts';
import { describeError } from '../errors/describe-error.ts';
import { exitCodes } from '../errors/exit-code.ts';
import { Interruption } from '../errors/interruption.ts';
import { createTransferReporter } from '../render/create-transfer-reporter.ts';
import type { TransferReporter } from '../render/transfer-reporter.ts';
import { BaseCommand, type Failure } from './base-command.ts';

/** How a run shows how far it is. */
export interface ProgressOptions {
  /** Whether to show progress where that is possible. @default true */
  readonly progress?: boolean | undefined;
  /** Seconds, as the user wrote them, that pass before it is shown again. */
  readonly progressFrequency?: string | undefined;
  /** Whether to show it on lines of its own. @default false */
  readonly multiline?: boolean | undefined;
}

export interface TransferOptions
  extends
    ProgressOptions,
    Omit<RunTransfersOptions, 'engine' | 'concurrency' | 'signal' | 'observe'> {
  /** Where objects are written, read or deleted. */
  readonly store: DeltaGlider;
}

/** A command that runs a plan over objects, and ends like `aws s3` does. */
export abstract class TransferCommand extends BaseCommand {
  /** Runs the plan, shows what happens, and sets the exit code. */
  protected async transfer(
    plan: AsyncIterable<PlanItem>,
    { store, progress = true, progressFrequency, multiline, ...options }: TransferOptions,
  ): Promise<TransferSummary> {
    const { runTransfers } = await import('@deltaglider/sdk');
    const reporter = this.createReporter({ progress, progressFrequency, multiline });
    try {
      const summary = await runTransfers(plan, {
        ...options,
        engine: store.engine,
        concurrency: this.concurrencyOf(store),
        signal: this.signal,
        observe: reporter.observe,
      });
      reporter.finish(summary);
      this.endAfter(summary);
      return summary;
    } finally {
      reporter.finish();
    }
  }

  /** What shows a run to the user. */
  protected createReporter({
    progress = true,
    progressFrequency,
    multiline,
  }: ProgressOptions): TransferReporter {
    return createTransferReporter({
      output: this.output,
      cwd: process.cwd(),
      progress,
      progressEveryMs: parseProgressFrequency(progressFrequency),
      multiline,
      now: () => performance.now(),
    });
  }

  /** Sets the exit code. */
  protected endAfter(summary: Pick<TransferSummary, 'failed' | 'warnings'>): void {
    this.end(exitCodeAfter(summary));
  }

  protected override describeFailure(error: unknown): Failure {
    if (error instanceof CommandError || error instanceof Interruption) {
      return super.describeFailure(error);
    }
    const { code, path } = describeError(error);
    // A path of this machine that is not there is the user's mistake, not a transfer's failure.
    if (code === 'INVALID_ARGUMENT' && path !== undefined) return { exitCode: exitCodes.general };
    if (code === 'INVALID_ARGUMENT') return { exitCode: exitCodes.usage };
    // Like that path, a source that is suddenly empty.
    if (code === 'DELETION_REFUSED') return super.describeFailure(error);
    return { exitCode: exitCodes.failed, label: 'fatal error: ' };
  }
}

function exitCodeAfter({ failed, warnings }: Pick<TransferSummary, 'failed' | 'warnings'>): number {
  if (failed > 0) return exitCodes.failed;
  return warnings > 0 ? exitCodes.warned : exitCodes.ok;
}

/** @throws usage error for anything but whole seconds */
function parseProgressFrequency(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000;
  throw usageError(`argument --progress-frequency: ${text} is not a whole number of seconds.`);
}
