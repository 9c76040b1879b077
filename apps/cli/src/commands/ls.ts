import {
  BaseCommand,
  bucketRow,
  exitCodes,
  parseBucketPath,
  requestPayerFlag,
  summaryRows,
  type S3Uri,
} from '@deltaglider/cli-kit';
import type { LogicalEntry } from '@deltaglider/core';
import type { DeltaGlider } from '@deltaglider/sdk';
import { Args, Flags, type Interfaces } from '@oclif/core';
import { writeListing } from '../listing.ts';

type LsFlags = Interfaces.InferredFlags<typeof Ls.flags>;

export default class Ls extends BaseCommand {
  static override summary = 'List buckets, or the objects of one';

  static override usage = '<%= command.id %> [TARGET] [FLAGS]';

  static override description =
    'Sizes and times are those of the objects themselves, not of what is stored for them. The ' +
    'exit code is 1 when nothing matches.';

  static override examples = [
    { description: 'List the buckets', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'List one level of a bucket',
      command: '<%= config.bin %> <%= command.id %> s3://releases/app/',
    },
    {
      description: 'Add up everything in a bucket',
      command: '<%= config.bin %> <%= command.id %> -rh --summarize s3://releases',
    },
  ];

  static override args = {
    target: Args.string({
      ignoreStdin: true,
      description: 's3://bucket or s3://bucket/prefix; without one, the buckets are listed',
    }),
  };

  static override flags = {
    recursive: Flags.boolean({ char: 'r', summary: 'List all levels, with whole keys' }),
    'human-readable': Flags.boolean({ char: 'h', summary: 'Write sizes like 1.0 KiB' }),
    summarize: Flags.boolean({ summary: 'Add the number of objects and their size' }),
    'bucket-name-prefix': Flags.string({
      summary: 'Of the buckets list only those whose names begin so',
      helpValue: '<text>',
    }),
    'bucket-region': Flags.string({
      summary: 'Of the buckets list only those of this region',
      helpValue: '<name>',
    }),
    ...requestPayerFlag,
    'page-size': Flags.string({ hidden: true }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Ls);
    const target = args.target === undefined || args.target === 's3://' ? undefined : args.target;
    const uri = target === undefined ? undefined : parseBucketPath(target);
    const store = await this.open();
    if (uri === undefined) await this.#listBuckets(store, flags);
    else await this.#listObjects(store, uri, flags);
  }

  async #listBuckets({ buckets }: DeltaGlider, flags: LsFlags): Promise<void> {
    const { 'bucket-name-prefix': prefix = '', 'bucket-region': region } = flags;
    const all = await buckets.listBuckets({ region, signal: this.signal });
    const found = all.filter(({ name }) => name.startsWith(prefix));
    this.output.json({ buckets: found });
    for (const bucket of found) this.output.result(bucketRow(bucket));
  }

  async #listObjects(store: DeltaGlider, { bucket, key }: S3Uri, flags: LsFlags): Promise<void> {
    const delimiter = flags.recursive ? undefined : '/';
    const entries = store.list({ bucket, prefix: key, delimiter, signal: this.signal });
    const humanReadable = flags['human-readable'];
    const count = this.output.options.json
      ? await this.#writeDocument({ bucket, key }, entries)
      : await this.#writeRows(entries, { ...flags, humanReadable });
    if (key !== '' && count === 0) this.end(exitCodes.failed);
  }

  async #writeRows(
    entries: AsyncIterable<LogicalEntry>,
    flags: { recursive: boolean; humanReadable: boolean; summarize: boolean },
  ): Promise<number> {
    const totals = await writeListing(entries, {
      ...flags,
      output: this.output,
      isClosed: () => this.outputClosed,
    });
    if (flags.summarize) {
      for (const row of summaryRows(totals, flags.humanReadable)) this.output.result(row);
    }
    return totals.objects + totals.prefixes;
  }

  async #writeDocument(
    { bucket, key }: S3Uri,
    entries: AsyncIterable<LogicalEntry>,
  ): Promise<number> {
    const prefixes: string[] = [];
    const objects: object[] = [];
    let size = 0;
    for await (const entry of entries) {
      if (entry.type === 'prefix') {
        prefixes.push(entry.key);
        continue;
      }
      const { type: _, ...object } = entry;
      objects.push(object);
      size += object.size;
    }
    const summary = { objects: objects.length, size };
    this.output.json({ bucket, prefix: key, prefixes, objects, summary });
    return prefixes.length + objects.length;
  }
}
