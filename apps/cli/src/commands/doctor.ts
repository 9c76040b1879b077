import { BaseCommand, exitCodes, parseS3Uri, wrapText } from '@deltaglider/cli-kit';
import type { Diagnosis } from '@deltaglider/core';
import { Args } from '@oclif/core';

/** What stands in front of a sentence; the lines below it are indented as far. */
const LABEL_WIDTH = 9;
/** Longer lines are hard to read, however wide the terminal is. */
const MAX_COLUMNS = 100;

export default class Doctor extends BaseCommand {
  static override summary = 'Check this machine, the store and a bucket for what goes wrong';

  static override usage = '<%= command.id %> [TARGET] [FLAGS]';

  static override description =
    'Checks Node, the temporary directory, the cache, the codec and the store; and of a bucket ' +
    'whether it can be listed and written, whether the store keeps metadata and honours ' +
    'conditions, and what else the store can tell of it. In the bucket it writes small objects ' +
    'below .deltaglider/tmp/, and removes them. Exit codes: 0 without problems, also with ' +
    'warnings; 1 with a problem.';

  static override examples = [
    {
      description: 'Check this machine and the store',
      command: '<%= config.bin %> <%= command.id %>',
    },
    {
      description: 'Check a bucket, too',
      command: '<%= config.bin %> <%= command.id %> s3://releases',
    },
  ];

  static override args = {
    target: Args.string({ ignoreStdin: true, description: 's3://bucket' }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Doctor);
    const bucket = args.target === undefined ? undefined : parseS3Uri(args.target).bucket;
    const { cacheBackend, cacheDirectory, cacheEncryptionKey } = this.settings;
    const { diagnose } = await import('@deltaglider/sdk');
    const diagnoses = diagnose({
      open: () => this.open(),
      bucket,
      cache: {
        backend: cacheBackend,
        directory: cacheDirectory,
        encryptionKey: cacheEncryptionKey,
      },
      signal: this.signal,
    });
    const counts = { ok: 0, warning: 0, problem: 0, skipped: 0 };
    for await (const diagnosis of diagnoses) {
      counts[diagnosis.status]++;
      this.#show(diagnosis);
    }
    this.output.json({ type: 'summary', ...counts });
    const { ok, warning, problem, skipped } = counts;
    this.output.result(
      `${ok} ok, ${warning} warning(s), ${problem} problem(s), ${skipped} skipped`,
    );
    this.end(problem > 0 ? exitCodes.failed : exitCodes.ok);
  }

  #show(diagnosis: Diagnosis): void {
    const { check, status, message, hint } = diagnosis;
    this.output.json({ type: 'check', ...diagnosis });
    const { columns = 80 } = this.output.options.stdout;
    const width = Math.min(columns, MAX_COLUMNS) - LABEL_WIDTH;
    const lines = [
      ...wrapText(`${check}: ${message}`, width),
      ...(hint === undefined ? [] : wrapText(hint, width)),
    ];
    for (const [index, line] of lines.entries()) {
      this.output.result((index === 0 ? status : '').padEnd(LABEL_WIDTH) + line);
    }
  }
}
