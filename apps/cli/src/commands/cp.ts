import { orderedFilters, TransferCommand, usageError } from '@deltaglider/cli-kit';
import type { DeltaGlider, PlanItem, PlanOptions } from '@deltaglider/sdk';
import { Args, Flags, type Interfaces } from '@oclif/core';
import { caseConflictOf } from '../case-conflict-of.ts';
import { copyFlags } from '../copy-flags.ts';
import { toCopyOptions } from '../copy-options.ts';
import { parseCopyRoute, type CopyRoute } from '../copy-route.ts';
import { getToStdout, planFromStdin } from '../standard-streams.ts';

type CpFlags = Interfaces.InferredFlags<typeof Cp.flags>;

export default class Cp extends TransferCommand {
  static override summary = 'Copy objects and trees between this machine and stores';

  static override usage = '<%= command.id %> SOURCE DESTINATION [FLAGS]';

  static override description =
    'Objects of the kinds that people keep many versions of (archives, packages, images, dumps) ' +
    'are stored as a reference and small deltas; every byte comes back exactly. ' +
    'A key or path that ends with / keeps the name of the source. Of the codecs, xdelta3 takes ' +
    'bytes as they are; auto looks through the compression of archives where that pays, and ' +
    'archive wherever it can: archive:smallest takes its time, archive:fastest restores fastest. ' +
    'Exit codes: 1 when a transfer failed, 2 when something was skipped with a warning.';

  static override examples = [
    {
      description: 'Upload a file, and keep its name',
      command: '<%= config.bin %> <%= command.id %> app-1.2.zip s3://releases/app/',
    },
    {
      description: 'Download everything below a prefix',
      command: '<%= config.bin %> <%= command.id %> -r s3://releases/app/ ./app',
    },
    {
      description: 'Upload a directory, but only its zip files',
      command:
        '<%= config.bin %> <%= command.id %> -r . s3://releases/ --exclude "*" --include "*.zip"',
    },
    {
      description: 'Store what another program writes',
      command: '$ pg_dump shop | <%= config.bin %> <%= command.id %> - s3://dumps/shop.sql',
    },
  ];

  static override args = {
    source: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'Path, s3://bucket/key, or - for standard input',
    }),
    destination: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'Path, s3://bucket/key, or - for standard output',
    }),
  };

  static override flags = {
    recursive: Flags.boolean({ char: 'r', summary: 'Copy everything below the source' }),
    ...copyFlags,
    'expected-size': Flags.string({ hidden: true }),
    'raw-content': Flags.boolean({
      summary: 'Of deltas of decompressed data (docs/format.md) download that data, unverified',
      helpGroup: 'DELTA',
    }),
  };

  async run(): Promise<void> {
    const { args, flags, raw } = await this.parse(Cp);
    const { recursive, json, 'raw-content': rawContent } = flags;
    const route = parseCopyRoute({ ...args, recursive, json, rawContent });
    const options = toCopyOptions(flags, { route: route.type, store: this.settings.store });
    const store = await this.open();
    const source = flags['source-store'] ? await this.open(flags['source-store']) : store;
    if (route.type === 'to-stdout') {
      const { address } = route.source;
      const { customerKey, overwrite } = options;
      if (overwrite === false) throw usageError('--no-overwrite is not for standard output.');
      if (flags.dryrun) return;
      await getToStdout(source, { address, rawContent, customerKey, signal: this.signal });
      return;
    }
    // As with aws, a stream has no result line.
    if (route.type === 'from-stdin') this.output = { ...this.output, result: () => undefined };
    const planning = { recursive, filters: orderedFilters(raw), engine: source.engine };
    await this.transfer(await this.#plan(route, flags, { ...planning, ...options }), {
      ...options,
      store: route.type === 'download' ? source : store,
      source: source.engine,
      // What is typed at the terminal must not have to share its line with a bar.
      progress: flags.progress && route.type !== 'from-stdin',
      maxRatio: this.settings.maxRatio,
      rawContent,
    });
  }

  async #plan(
    route: Exclude<CopyRoute, { type: 'to-stdout' }>,
    flags: CpFlags,
    options: PlanOptions & Pick<DeltaGlider, 'engine'> & ReturnType<typeof toCopyOptions>,
  ): Promise<AsyncIterable<PlanItem>> {
    const { planCopy, planDownload, planUpload } = await import('@deltaglider/sdk');
    const { engine, recursive, filters, customerKey, sourceCustomerKey } = options;
    const common = { engine, recursive, filters, signal: this.signal };
    switch (route.type) {
      case 'from-stdin':
        return planFromStdin(route.destination, this.signal);
      case 'upload':
        return planUpload({ ...common, ...route, followSymlinks: flags['follow-symlinks'] });
      case 'download': {
        const caseConflict = await caseConflictOf(flags, route, 'warn');
        return planDownload({ ...common, ...route, customerKey, caseConflict });
      }
      case 'copy':
        return planCopy({ ...common, ...route, customerKey: sourceCustomerKey });
    }
  }
}
