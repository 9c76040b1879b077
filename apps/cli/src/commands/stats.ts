import { parseBucketPath, priceFlags } from '@deltaglider/cli-kit';
import type { StatsMode } from '@deltaglider/sdk';
import { Args, Flags, type Interfaces } from '@oclif/core';
import { openPrices } from '../open-prices.ts';
import { toStatsDocument } from '../stats-document.ts';
import { statsRows } from '../stats-rows.ts';
import { UsageCommand } from '../usage-command.ts';

type StatsFlags = Interfaces.InferredFlags<typeof Stats.flags>;

const MODES: readonly StatsMode[] = ['quick', 'sampled', 'detailed'];

export default class Stats extends UsageCommand {
  static override summary = 'Tell what a bucket has in it, what that takes, and what it costs';

  static override usage = '<%= command.id %> TARGET [FLAGS]';

  static override description =
    'The figures are those of du, with what storing costs a month: neither requests nor transfers. ' +
    'Every reference counts once; trash and other internal objects do not count. A listing does ' +
    'not tell how large the object behind a delta is: that is known from earlier listings, from ' +
    'figures kept in the bucket (below .deltaglider/stats/, used only while the listing has not ' +
    'changed), or by a look at each delta. What is not known is said to be unknown; its name ' +
    'alone then decides whether it counts as a delta or a reference. Exit codes: 1 when nothing is ' +
    'below the target, 2 when the metadata of some objects is damaged.';

  static override examples = [
    {
      description: 'See what is saved, with one listing',
      command: '<%= config.bin %> <%= command.id %> -h s3://releases',
    },
    {
      description: 'Look at every delta, and keep the figures for the next time',
      command: '<%= config.bin %> <%= command.id %> --detailed s3://releases/app/',
    },
    {
      description: 'Get what a month costs for a script',
      command:
        '$ <%= config.bin %> <%= command.id %> --detailed --json releases | jq .monthly_costs.stored',
    },
  ];

  static override args = {
    target: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket or s3://bucket/prefix; s3:// may be left out',
    }),
  };

  static override flags = {
    quick: Flags.boolean({ summary: 'Ask about no object (default)' }),
    sampled: Flags.boolean({
      summary: 'Look at up to 1000 deltas of unknown size, and estimate the others',
      exclusive: ['quick'],
    }),
    detailed: Flags.boolean({
      summary: 'Look at every delta of unknown size',
      exclusive: ['quick', 'sampled'],
    }),
    refresh: Flags.boolean({
      summary: 'Make the figures in the bucket anew; --detailed unless another way is given',
      exclusive: ['no-cache'],
    }),
    'no-cache': Flags.boolean({ summary: 'Neither read nor write the figures in the bucket' }),
    'human-readable': Flags.boolean({ char: 'h', summary: 'Write sizes like 1.0 KiB' }),
    ...priceFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Stats);
    const { bucket, key } = parseBucketPath(args.target);
    const prices = await openPrices(this.settings);
    const { engine } = await this.open();
    const { collectStats, estimateCosts } = await import('@deltaglider/sdk');
    const stats = await collectStats({
      engine,
      bucket,
      prefix: key,
      mode: MODES.find((mode) => flags[mode]),
      kept: keptOf(flags),
      signal: this.signal,
      onProgress: (objects) => {
        this.showProgress(objects);
      },
    });
    const costs = estimateCosts(stats.classes, prices);
    this.output.json(toStatsDocument(stats, costs));
    const humanReadable = flags['human-readable'];
    for (const row of statsRows(stats, { costs, humanReadable })) this.output.result(row);
    this.finish(stats, { bucket, key });
  }
}

function keptOf(flags: Pick<StatsFlags, 'refresh' | 'no-cache'>) {
  if (flags['no-cache']) return 'ignore';
  return flags.refresh ? 'refresh' : 'use';
}
