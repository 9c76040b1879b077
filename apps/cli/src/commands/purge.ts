import {
  BaseCommand,
  describeError,
  exitCodes,
  humanSize,
  parseDuration,
  transferFlags,
  usageError,
} from '@deltaglider/cli-kit';
import type { PurgeFinding, PurgeOutcome, PurgeSummary } from '@deltaglider/sdk';
import { Args, Flags } from '@oclif/core';
import { parseBucket } from '../parse-bucket.ts';

const LABELS: Record<PurgeOutcome, string> = {
  purged: 'purged',
  purgeable: '(dryrun) purge',
  kept: 'kept',
  failed: 'purge failed',
};

const HOUR_MS = 3_600_000;

export default class Purge extends BaseCommand {
  static override summary = 'Free what has expired: temporary objects, trash, incomplete uploads';

  static override usage = '<%= command.id %> BUCKET [FLAGS]';

  static override description =
    'Deletes temporary objects once they expire (copies for presigned URLs say when, also those ' +
    'of the Python tool), references in the trash that no delta needs, what probes left ' +
    'behind, and the parts of uploads that nobody completed. Objects, their deltas and ' +
    'references are never touched; what is broken is the business of repair. It may run beside ' +
    'writers, and be interrupted and run again. Exit codes: 1 when something could not be looked ' +
    'at or deleted.';

  static override examples = [
    {
      description: 'See what would be freed',
      command: '<%= config.bin %> <%= command.id %> s3://releases --dryrun',
    },
    {
      description: 'Empty the trash after two days already',
      command: '<%= config.bin %> <%= command.id %> s3://releases --older-than 2d',
    },
    {
      description: 'Get what was freed for a script',
      command: '<%= config.bin %> <%= command.id %> s3://releases --json',
    },
  ];

  static override args = {
    bucket: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket, or its name alone',
    }),
  };

  static override flags = {
    dryrun: transferFlags.dryrun,
    'older-than': Flags.string({
      summary: 'Age of what does not say when it expires, like 12h or 7d; at least 1h',
      default: '7d',
      helpValue: '<duration>',
    }),
    'only-show-errors': transferFlags['only-show-errors'],
    concurrency: transferFlags.concurrency,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Purge);
    const bucket = parseBucket(args.bucket);
    const olderThan = parseAge(flags['older-than']);
    const store = await this.open();
    const { engine, uploads } = store;
    const { purgeBucket } = await import('@deltaglider/sdk');
    const summary = await purgeBucket({
      engine,
      bucket,
      olderThan,
      dryRun: flags.dryrun,
      uploads,
      concurrency: this.concurrencyOf(store),
      signal: this.signal,
      observe: (finding) => {
        this.#show(finding);
      },
      onProgress: (objects) => {
        this.output.progress(`Looked at ${objects} object(s) for what needs the trash ...`);
      },
    });
    this.output.transient('');
    this.#summarize(summary, flags.dryrun);
    this.end(summary.failed > 0 ? exitCodes.failed : exitCodes.ok);
  }

  #show({ error, address, ...finding }: PurgeFinding): void {
    const described = error === undefined ? {} : { error: describeError(error) };
    this.output.json({ type: 'finding', ...finding, ...address, ...described });
    const line = `${LABELS[finding.outcome]}: ${finding.message}`;
    if (finding.outcome === 'failed') this.output.problem(line);
    else this.output.result(line);
    if (finding.hint === undefined) return;
    if (finding.outcome === 'failed') this.output.problem(finding.hint);
    else this.output.result(finding.hint);
  }

  #summarize(summary: PurgeSummary, isDry: boolean): void {
    const { purged, purgeable, kept, young, failed, bytes } = summary;
    this.output.json({ type: 'summary', ...summary });
    const done = isDry ? `Would purge ${purgeable} object(s)` : `Purged ${purged} object(s)`;
    this.output.result(
      `${done}, ${humanSize(bytes)}: ${kept} kept, ${young} not expired, ${failed} failed`,
    );
  }
}

function parseAge(text: string): number {
  const age = parseDuration(text, '--older-than');
  if (age >= HOUR_MS) return age;
  throw usageError(
    `argument --older-than: ${text} is less than an hour.`,
    'A writer may still need what is younger.',
  );
}
