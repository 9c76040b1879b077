import {
  BaseCommand,
  deltaFlags,
  exitCodes,
  filterFlags,
  isS3Uri,
  orderedFilters,
  parseS3Uri,
  toUri,
  type OrderedFilter,
} from '@deltaglider/cli-kit';
import type { Analysis, AnalysisSource, DeltaGlider } from '@deltaglider/sdk';
import { Args } from '@oclif/core';
import { analysisRows, describeCost } from '../analysis-rows.ts';
import { sampleFlags, toSampleOptions } from '../sample-flags.ts';

/** What an analysis is about, as the user named it. */
interface Target {
  readonly source: AnalysisSource;
  readonly nameOf: (prefix: string) => string;
}

export default class Analyze extends BaseCommand {
  static override summary = 'Predict what storing existing objects as deltas would save';

  static override usage = '<%= command.id %> TARGET [FLAGS]';

  static override description =
    'Lists the target, draws objects in proportion to their sizes, and encodes them against the ' +
    'references that they would have, with the codec that would store them; nothing is written. ' +
    'What it will read is said before, and never more than --max-bytes. Today and predicted count ' +
    'references; the range holds the truth in 19 of 20 cases. The confidence is exact where ' +
    'everything was encoded, else high, medium or low by how wide the range is. The same objects ' +
    'are drawn each time. Exit codes: 1 when nothing is below the target, 2 when something was ' +
    'left out with a warning.';

  static override examples = [
    {
      description: 'See whether a bucket is worth migrating',
      command: '<%= config.bin %> <%= command.id %> s3://backups',
    },
    {
      description: 'Measure more of one prefix, and tell of money',
      command:
        '<%= config.bin %> <%= command.id %> s3://backups/db/ --sample 200 --max-bytes 20GiB ' +
        '--price-per-gb-month 0.023',
    },
    {
      description: 'Analyze a directory before it is uploaded',
      command: '$ <%= config.bin %> <%= command.id %> ./dist --json | jq .saved.ratio',
    },
  ];

  static override args = {
    target: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket, s3://bucket/prefix, or a directory',
    }),
  };

  static override flags = {
    ...sampleFlags,
    ...filterFlags,
    'max-ratio': deltaFlags['max-ratio'],
    'delta-suffixes': deltaFlags['delta-suffixes'],
    'min-delta-size': deltaFlags['min-delta-size'],
    codec: deltaFlags.codec,
  };

  async run(): Promise<void> {
    const { args, flags, raw } = await this.parse(Analyze);
    const options = toSampleOptions(flags);
    const isStored = isS3Uri(args.target);
    // Nothing of S3 is needed for what is here.
    const store = await this.open(isStored ? undefined : 'memory:');
    const { source, nameOf } = await this.#find(args.target, store, orderedFilters(raw));
    const { analyze } = await import('@deltaglider/sdk');
    const analysis = await analyze({
      ...options,
      source,
      engine: store.engine,
      signal: this.signal,
      onCost: (cost) => {
        this.output.transient('');
        if (cost.pairs > 0) this.output.problem(describeCost(cost));
      },
      onProgress: ({ listed, measured, pairs }) => {
        this.output.progress(
          pairs > 0 ? `Encoded ${measured} of ${pairs} ...` : `Listed ${listed} object(s) ...`,
        );
      },
    });
    this.output.transient('');
    this.output.json(analysis);
    for (const row of analysisRows(analysis, nameOf)) this.output.result(row);
    this.#finish(analysis, args.target);
  }

  async #find(
    target: string,
    { engine }: DeltaGlider,
    filters: readonly OrderedFilter[],
  ): Promise<Target> {
    const { directoryFiles, storedObjects } = await import('@deltaglider/sdk');
    const { signal } = this;
    if (!isS3Uri(target)) {
      const onSkipped = (path: string, reason: string) => {
        this.output.problem(`warning: Skipping file ${path}. ${reason}`);
        this.end(exitCodes.warned);
      };
      const source = directoryFiles({ path: target, filters, signal, onSkipped });
      return { source, nameOf: (prefix) => `./${prefix}` };
    }
    const { bucket, key } = parseS3Uri(target);
    const source = storedObjects({ engine, bucket, prefix: key, filters, signal });
    return { source, nameOf: (prefix) => toUri({ bucket, key: prefix }) };
  }

  #finish({ objects, today }: Analysis, target: string): void {
    if (objects > 0 || today > 0) return;
    this.output.problem(`Nothing is below ${target}.`);
    this.end(exitCodes.failed);
  }
}
