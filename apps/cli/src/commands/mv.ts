import { orderedFilters, TransferCommand } from '@deltaglider/cli-kit';
import { Args, Flags } from '@oclif/core';
import { caseConflictOf } from '../case-conflict-of.ts';
import { copyFlags } from '../copy-flags.ts';
import { toCopyOptions } from '../copy-options.ts';
import { parseMoveRoute } from '../copy-route.ts';

export default class Mv extends TransferCommand {
  static override summary = 'Move objects and trees between this machine and stores';

  static override usage = '<%= command.id %> SOURCE DESTINATION [FLAGS]';

  static override description =
    'Each source is removed once it is complete at its destination, checked and committed, and ' +
    'only if it is still what was moved; whatever happens before, it stays. A key or path that ' +
    'ends with / keeps the name of the source. ' +
    'Exit codes: 1 when something was not moved, 2 when something was skipped with a warning.';

  static override examples = [
    {
      description: 'Rename an object',
      command:
        '<%= config.bin %> <%= command.id %> s3://releases/app/rc.zip s3://releases/app/1.2.zip',
    },
    {
      description: 'Bring old dumps away from this machine',
      command:
        '<%= config.bin %> <%= command.id %> -r ./dumps s3://dumps/ --exclude "*" --include "*.sql"',
    },
    {
      description: 'See what moving a tree would move',
      command: '<%= config.bin %> <%= command.id %> -r --dryrun s3://releases/app/ s3://attic/app/',
    },
  ];

  static override args = {
    source: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'Path or s3://bucket/key',
    }),
    destination: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'Path or s3://bucket/key',
    }),
  };

  static override flags = {
    recursive: Flags.boolean({ char: 'r', summary: 'Move everything below the source' }),
    ...copyFlags,
    // Checked always: what is the copy of itself, be it by an access point, is not removed.
    'validate-same-s3-paths': Flags.boolean({ hidden: true }),
  };

  async run(): Promise<void> {
    const { args, flags, raw } = await this.parse(Mv);
    const route = parseMoveRoute(args);
    const options = toCopyOptions(flags, { route: route.type, store: this.settings.store });
    const store = await this.open();
    const source = flags['source-store'] ? await this.open(flags['source-store']) : store;
    const { planMove } = await import('@deltaglider/sdk');
    const common = {
      engine: source.engine,
      recursive: flags.recursive,
      filters: orderedFilters(raw),
      customerKey: route.type === 'copy' ? options.sourceCustomerKey : options.customerKey,
      followSymlinks: flags['follow-symlinks'],
      sameStore: source === store || isSameStore(source.identity, store.identity),
      // Of two files that are one, the second would be all that is left.
      caseConflict:
        route.type === 'download' ? await caseConflictOf(flags, route, 'skip') : undefined,
      signal: this.signal,
    };
    await this.transfer(planMove({ ...common, ...route }), {
      ...options,
      store: route.type === 'download' ? source : store,
      source: source.engine,
      progress: flags.progress,
      maxRatio: this.settings.maxRatio,
    });
  }
}

/** Stores without a name may be the same. */
function isSameStore(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}
