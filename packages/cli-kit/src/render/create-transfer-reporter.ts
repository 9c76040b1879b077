import { createJsonReporter } from './json-reporter.ts';
import { createTextReporter } from './text-reporter.ts';
import type { TransferReporter, TransferReporterOptions } from './transfer-reporter.ts';

/** JSON lines with `--json`; else a line for each result, and progress on a terminal. */
export function createTransferReporter(options: TransferReporterOptions): TransferReporter {
  return options.output.options.json ? createJsonReporter(options) : createTextReporter(options);
}
