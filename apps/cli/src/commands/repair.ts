import {
  BaseCommand,
  describeError,
  exitCodes,
  parseDuration,
  parseS3Uri,
  toUri,
  transferFlags,
} from '@deltaglider/cli-kit';
import type { RepairFinding, RepairOutcome, RepairSummary } from '@deltaglider/sdk';
import { Args, Flags } from '@oclif/core';

const LABELS: Record<RepairOutcome, string> = {
  mended: 'mended',
  mendable: '(dryrun) mend',
  postponed: 'postponed',
  damaged: 'damaged',
  failed: 'repair failed',
};

export default class Repair extends BaseCommand {
  static override summary = 'Find and mend what crashes and other tools left behind';

  static override usage = '<%= command.id %> TARGET [FLAGS]';

  static override description =
    'Puts lost references back from the trash or from the cache, removes the stale one of two ' +
    'variants of an object, moves references that no delta needs to the trash, and aborts old ' +
    'incomplete uploads. It may run beside writers, and be interrupted and run again. It does ' +
    'not read the bytes of objects that seem healthy: verify does. ' +
    'Exit codes: 0 when nothing is left wrong, also after mending; 3 when damage remains that ' +
    'cannot be mended; 1 when something could not be read, or nothing is below the target.';

  static override examples = [
    {
      description: 'See what is wrong with a bucket',
      command: '<%= config.bin %> <%= command.id %> s3://releases --dryrun',
    },
    {
      description: 'Mend everything below a prefix, for a program to read',
      command: '<%= config.bin %> <%= command.id %> s3://releases/app/ --json',
    },
    {
      description: 'Abort incomplete uploads after half a day already',
      command: '<%= config.bin %> <%= command.id %> s3://releases --older-than 12h',
    },
  ];

  static override args = {
    target: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket, or s3://bucket/prefix for what is below it',
    }),
  };

  static override flags = {
    dryrun: transferFlags.dryrun,
    'older-than': Flags.string({
      summary: 'Age of incomplete uploads to abort, like 12h or 7d',
      default: '7d',
      helpValue: '<duration>',
    }),
    'only-show-errors': transferFlags['only-show-errors'],
    concurrency: transferFlags.concurrency,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Repair);
    const { bucket, key } = parseS3Uri(args.target);
    const uploadAge = parseDuration(flags['older-than'], '--older-than');
    const store = await this.open();
    const { engine, uploads } = store;
    const { repairBucket } = await import('@deltaglider/sdk');
    const summary = await repairBucket({
      engine,
      bucket,
      prefix: key,
      dryRun: flags.dryrun,
      uploads,
      uploadAge,
      concurrency: this.concurrencyOf(store),
      signal: this.signal,
      observe: (finding) => {
        this.#show(finding);
      },
      onProgress: (objects) => {
        this.output.progress(`Looked at ${objects} object(s) ...`);
      },
    });
    this.output.transient('');
    this.#summarize(summary);
    const isEmpty = key !== '' && summary.objects === 0;
    if (isEmpty) this.output.problem(`Nothing is below ${args.target}.`);
    this.end(exitCodeAfter(summary, isEmpty));
  }

  #show({ error, addresses, ...finding }: RepairFinding): void {
    const described = error === undefined ? {} : { error: describeError(error) };
    this.output.json({ type: 'finding', ...finding, addresses, ...described });
    const line = `${LABELS[finding.outcome]}: ${finding.message}`;
    if (finding.outcome === 'mended' || finding.outcome === 'mendable') {
      this.output.result(line);
      return;
    }
    this.output.problem(line);
    // One that stands alone is named by the sentence.
    const named = addresses.length > 1 ? addresses : [];
    for (const address of named) this.output.problem(`  ${toUri(address)}`);
    if (finding.hint !== undefined) this.output.problem(finding.hint);
  }

  #summarize(summary: RepairSummary): void {
    const { objects, deltas, mended, mendable, postponed, damaged, failed } = summary;
    this.output.json({ type: 'summary', ...summary });
    const counts = [
      `${mended} mended`,
      mendable > 0 ? `${mendable} to mend` : '',
      postponed > 0 ? `${postponed} postponed` : '',
      `${damaged} damaged`,
      `${failed} not readable`,
    ].filter((part) => part !== '');
    this.output.result(
      `Looked at ${objects} object(s), ${deltas} of them deltas: ${counts.join(', ')}`,
    );
  }
}

function exitCodeAfter({ damaged, failed }: RepairSummary, isEmpty: boolean): number {
  if (damaged > 0) return exitCodes.damaged;
  return failed > 0 || isEmpty ? exitCodes.failed : exitCodes.ok;
}
