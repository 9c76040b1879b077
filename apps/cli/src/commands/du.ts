import { humanSize, parseS3Uri, priceFlags, toUri, type S3Uri } from '@deltaglider/cli-kit';
import type { ClassSum, CostEstimate, DeltaGlider, PrefixUsage, Usage } from '@deltaglider/sdk';
import { Args, Flags, type Interfaces } from '@oclif/core';
import { costFields } from '../cost-fields.ts';
import { describeSaved } from '../describe-saved.ts';
import { fieldRows } from '../field-rows.ts';
import { openPrices } from '../open-prices.ts';
import { depthFlag, UsageCommand } from '../usage-command.ts';

type DuFlags = Interfaces.InferredFlags<typeof Du.flags>;

interface Showing {
  readonly depth: number | undefined;
  readonly show: (usage: Usage, place: string) => void;
  /** Takes what is to be priced. */
  readonly classes: ClassSum | undefined;
  /** What that costs, once all of it is there. */
  readonly costs: () => CostEstimate | undefined;
}

interface Measured {
  /** Below the target; kept only for JSON. */
  readonly prefixes: readonly PrefixUsage[];
  readonly summary: Usage;
}

export default class Du extends UsageCommand {
  static override summary = 'Add up what objects are and what is stored for them, by prefix';

  static override usage = '<%= command.id %> [TARGET] [FLAGS]';

  static override description =
    'Size is that of the objects themselves. Stored is what they take in the store: deltas, whole ' +
    'objects, and every reference once. A prefix comes behind those below it, and counts them. ' +
    'Trash and other internal objects do not count. Exit codes: 1 when nothing is below the ' +
    'target, 2 when the size of some objects cannot be told and is left out.';

  static override examples = [
    {
      description: 'See what is saved in a bucket, by its first level of prefixes',
      command: '<%= config.bin %> <%= command.id %> -h --depth 1 s3://releases',
    },
    {
      description: 'Get the figures of one prefix for a script',
      command: '$ <%= config.bin %> <%= command.id %> -s --json s3://releases/app/ | jq .summary',
    },
    {
      description: 'Add up all buckets',
      command: '<%= config.bin %> <%= command.id %> -h --depth 1',
    },
  ];

  static override args = {
    target: Args.string({
      ignoreStdin: true,
      description: 's3://bucket or s3://bucket/prefix; without one, all buckets',
    }),
  };

  static override flags = {
    depth: depthFlag,
    summarize: Flags.boolean({
      char: 's',
      summary: 'Show the whole only, as with --depth 0',
      exclusive: ['depth'],
    }),
    'human-readable': Flags.boolean({ char: 'h', summary: 'Write sizes like 1.0 KiB' }),
    costs: Flags.boolean({ summary: 'Add what the whole costs a month, by storage class' }),
    ...priceFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Du);
    const target = args.target === undefined || args.target === 's3://' ? undefined : args.target;
    const uri = target === undefined ? undefined : parseS3Uri(target);
    const depth = flags.summarize ? 0 : flags.depth;
    const pricing = await this.#startPricing(flags);
    const store = await this.open();
    let isHeaded = false;
    const show = (usage: Usage, place: string) => {
      if (!isHeaded) this.output.result(HEADER);
      isHeaded = true;
      this.output.result(toRow([...toCells(usage, flags), place]));
    };
    if (uri === undefined) await this.#measureAll(store, { depth, show, ...pricing });
    else {
      const { bucket, key } = uri;
      const measured = await this.#measure(store, uri, { depth, show, ...pricing });
      this.output.json({ bucket, prefix: key, ...measured, costs: pricing.costs() });
      this.finish(measured.summary, uri);
    }
    this.#showCosts(pricing.costs(), flags);
  }

  /** Reads the prices before anything is counted. */
  async #startPricing(flags: Pick<DuFlags, 'costs'>): Promise<Pick<Showing, 'classes' | 'costs'>> {
    if (!flags.costs) return { classes: undefined, costs: () => undefined };
    const prices = await openPrices(this.settings);
    const { ClassSum, estimateCosts } = await import('@deltaglider/sdk');
    const classes = new ClassSum();
    return { classes, costs: () => estimateCosts(classes.total(), prices) };
  }

  #showCosts(costs: CostEstimate | undefined, flags: Pick<DuFlags, 'human-readable'>): void {
    if (costs === undefined || this.outputClosed) return;
    const amount = flags['human-readable'] ? humanSize : (bytes: number) => `${bytes} bytes`;
    for (const row of ['', ...fieldRows(costFields(costs, amount))]) this.output.result(row);
  }

  /** The buckets are the first level. */
  async #measureAll(store: DeltaGlider, showing: Showing): Promise<void> {
    const { depth, show, costs } = showing;
    const { sumUsage } = await import('@deltaglider/sdk');
    const below = depth === undefined ? undefined : Math.max(0, depth - 1);
    const each = { ...showing, depth: below, show: depth === 0 ? () => undefined : show };
    const buckets: ({ readonly bucket: string } & Measured)[] = [];
    for (const { name } of await store.buckets.listBuckets({ signal: this.signal })) {
      if (this.outputClosed) return;
      const measured = await this.#measure(store, { bucket: name, key: '' }, each);
      buckets.push({ bucket: name, ...measured });
    }
    const summary = sumUsage(buckets.map((bucket) => bucket.summary));
    this.output.json({ buckets: depth === 0 ? [] : buckets, summary, costs: costs() });
    show(summary, 's3://');
    this.finish(summary, undefined);
  }

  /** Shows each prefix once it is complete; a reader that goes away ends it. */
  async #measure(
    store: DeltaGlider,
    { bucket, key }: S3Uri,
    { depth, show, classes }: Showing,
  ): Promise<Measured> {
    const { sumUsage, usageByPrefix } = await import('@deltaglider/sdk');
    const { engine } = store;
    const prefixes: PrefixUsage[] = [];
    let summary = sumUsage([]);
    const { signal } = this;
    const onProgress = (objects: number) => {
      this.showProgress(objects);
    };
    const options = { engine, bucket, prefix: key, depth, signal, classes, onProgress };
    const usages = usageByPrefix(options);
    for await (const usage of usages) {
      show(usage, toUri({ bucket, key: usage.prefix }));
      if (usage.depth === 0) summary = withoutPlace(usage);
      else if (this.output.options.json) prefixes.push(usage);
      if (this.outputClosed) break;
    }
    return { prefixes, summary };
  }
}

function withoutPlace({ prefix: _, depth: __, ...usage }: PrefixUsage): Usage {
  return usage;
}

function toCells(usage: Usage, flags: Pick<DuFlags, 'human-readable'>): string[] {
  const amount = flags['human-readable'] ? humanSize : String;
  const { objects, size, storedSize, saved } = usage;
  return [String(objects), amount(size), amount(storedSize), describeSaved(saved)];
}

const HEADER = toRow(['OBJECTS', 'SIZE', 'STORED', 'SAVED', 'PREFIX']);

/** Right-aligned, but for the last cell. */
function toRow([objects = '', size = '', stored = '', saved = '', place = '']: string[]): string {
  const cells = [objects.padStart(9), size.padStart(15), stored.padStart(15), saved.padStart(7)];
  return `${cells.join(' ')}  ${place}`;
}
