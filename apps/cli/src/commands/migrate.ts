import { join } from 'node:path';
import {
  deltaFlags,
  exitCodes,
  filterFlags,
  orderedFilters,
  TransferCommand,
  transferFlags,
  usageError,
} from '@deltaglider/cli-kit';
import type { DeltaGlider, MigrateOptions, MigrationScan } from '@deltaglider/sdk';
import { Args, Flags, type Interfaces } from '@oclif/core';
import { ask } from '../ask.ts';
import { detectEc2 } from '../ec2/detect-ec2.ts';
import { ec2Settings } from '../ec2/ec2-settings.ts';
import { regionRemarks } from '../ec2/region-remarks.ts';
import { parseMigrationRoute, type MigrationRoute } from '../migration-route.ts';
import { MigrationView } from '../migration-view.ts';
import { placementFlags, toPlacementOptions } from '../placement-flags.ts';
import { sampleFlags, toSampleOptions } from '../sample-flags.ts';

type MigrateFlags = Interfaces.InferredFlags<typeof Migrate.flags>;

export default class Migrate extends TransferCommand {
  static override summary = 'Copy a bucket, prefix or directory to a store, as deltas, and resume';

  static override usage = '<%= command.id %> SOURCE DESTINATION [FLAGS]';

  static override description =
    'Takes media types, metadata, properties and tags along, and reads what other tools and both ' +
    'predecessors have written. The source is never written, nothing is deleted. Running it again ' +
    'finishes what is left: what is at the destination as it is at the source, by its digest or ' +
    'ETag and size, is left alone, and anything else there under the same name is replaced. A ' +
    'journal on this machine remembers what was compared. Of a source like s3://a/b/c/ the last ' +
    'segment is kept: below s3://x/ it is s3://x/c/. ' +
    'Exit codes: 1 when an object failed or nothing is below the source, 2 when something was ' +
    'skipped with a warning. Interrupted (130), it goes on where it was when it is run again.';

  static override examples = [
    {
      description: 'See what migrating a bucket would do and save',
      command: '<%= config.bin %> <%= command.id %> s3://backups s3://backups-dg --dryrun',
    },
    {
      description: 'Migrate from another store, without being asked, with a report',
      command:
        '<%= config.bin %> <%= command.id %> s3://backups s3://archive/ ' +
        '--source-store "s3:?endpoint=http://127.0.0.1:9000" --yes --report migrated.jsonl',
    },
    {
      description: 'Migrate what is below a prefix to the same place of another bucket',
      command:
        '<%= config.bin %> <%= command.id %> s3://old/app/ s3://new/app/ --no-preserve-prefix',
    },
  ];

  static override args = {
    source: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket, s3://bucket/prefix, or a directory',
    }),
    destination: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket or s3://bucket/prefix',
    }),
  };

  static override flags = {
    ...transferFlags,
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask before it begins' }),
    'preserve-prefix': Flags.boolean({
      allowNo: true,
      default: true,
      summary: 'Keep the last segment of the source below the destination',
    }),
    'source-store': Flags.string({
      summary: 'Where the source bucket is, when it is another store',
      helpValue: '<url>',
    }),
    journal: Flags.string({
      summary: 'The file of the journal (default: one for each pair, in the cache directory)',
      helpValue: '<path>',
    }),
    report: Flags.string({
      summary: 'Write a line of JSON for each object to this file',
      helpValue: '<path>',
    }),
    ...filterFlags,
    ...placementFlags,
    ...deltaFlags,
    ...sampleFlags,
  };

  async run(): Promise<void> {
    const { args, flags, raw } = await this.parse(Migrate);
    const route = parseMigrationRoute({ ...args, sourceStore: flags['source-store'] });
    const prediction = toSampleOptions(flags);
    const placing = toPlacementOptions(flags);
    const store = await this.open();
    const source = flags['source-store'] ? await this.open(flags['source-store']) : store;
    await this.#remarkOnRegion(source.region ?? store.region, flags.region !== undefined);
    const { migrate } = await import('@deltaglider/sdk');
    const reporter = this.createReporter({ progress: flags.progress });
    const view = new MigrationView(this.output, reporter);
    try {
      const summary = await migrate({
        ...(await this.#places(route, { store, source })),
        ...(await this.#journal(flags)),
        ...placing,
        preservePrefix: flags['preserve-prefix'],
        filters: orderedFilters(raw),
        delta: flags['no-delta'] ? false : undefined,
        maxRatio: this.settings.maxRatio,
        concurrency: this.concurrencyOf(store),
        dryRun: flags.dryrun,
        prediction,
        report: flags.report,
        signal: this.signal,
        confirm: (scan) => this.#confirm(scan, flags),
        observe: (event) => {
          view.show(event);
        },
      });
      view.summarize(summary);
      this.endAfter(summary);
      const { objects, current } = summary.scan;
      if (objects + current === 0) this.#sayNothing(args.source);
    } finally {
      reporter.finish();
    }
  }

  async #places(
    { source, destination }: MigrationRoute,
    stores: { readonly store: DeltaGlider; readonly source: DeltaGlider },
  ): Promise<Pick<MigrateOptions, 'source' | 'destination'>> {
    const at = ({ engine, identity }: DeltaGlider, { bucket, key }: typeof destination) =>
      ({ type: 'store', engine, identity, bucket, prefix: key }) as const;
    return {
      source:
        typeof source === 'string' ? { type: 'file', path: source } : at(stores.source, source),
      destination: at(stores.store, destination),
    };
  }

  async #journal({ journal }: MigrateFlags) {
    if (journal !== undefined) return { journal };
    const { defaultCacheDirectory } = await import('@deltaglider/sdk');
    const { cacheDirectory = defaultCacheDirectory() } = this.settings;
    return { journalDirectory: join(cacheDirectory, 'migrations') };
  }

  /** Only AWS has regions that money depends on. */
  async #remarkOnRegion(region: string | undefined, isAsked: boolean): Promise<void> {
    const settings = ec2Settings(process.env);
    if (region === undefined || settings === undefined) return;
    const instance = await detectEc2({ ...settings, signal: this.signal });
    const { notes, warnings } = regionRemarks({ instance, region, isAsked });
    for (const note of notes) this.output.note(note);
    for (const warning of warnings) this.output.problem(warning);
  }

  /** Programs, and those who want to read nothing, are not asked. */
  async #confirm(scan: MigrationScan, { yes }: MigrateFlags): Promise<boolean> {
    const { quiet, json } = this.output.options;
    if (yes || quiet || json) return true;
    const question = 'Do you want to proceed with the migration?';
    const { stdin: input, stderr: output } = process;
    const answer = await ask(question, { input, output, signal: this.signal });
    if (answer !== undefined) return answer;
    output.write('\n');
    throw usageError(
      `Nobody answered whether to migrate ${scan.objects} object(s).`,
      'Give --yes to migrate without being asked.',
    );
  }

  /** A bucket may well be empty; a prefix that is has been mistyped. */
  #sayNothing(source: string): void {
    if (/^s3:\/\/[^/]*\/?$/.test(source)) {
      this.output.result('There is nothing to migrate.');
      return;
    }
    this.output.problem(`Nothing is below ${source}.`);
    this.end(exitCodes.failed);
  }
}
