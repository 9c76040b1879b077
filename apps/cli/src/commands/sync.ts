import { mkdir } from 'node:fs/promises';
import { CommandError, exitCodes, orderedFilters, TransferCommand } from '@deltaglider/cli-kit';
import type { DeletionExtent, DeltaGlider, PlanSyncOptions } from '@deltaglider/sdk';
import { Args, Flags, type Interfaces } from '@oclif/core';
import { confirmDeletions } from '../confirm-deletions.ts';
import { copyingFlags } from '../copy-flags.ts';
import { toCopyOptions } from '../copy-options.ts';
import { parseMaxDelete } from '../parse-max-delete.ts';
import { parseSyncRoute, type SyncRoute } from '../sync-route.ts';

type SyncFlags = Interfaces.InferredFlags<typeof Sync.flags>;

export default class Sync extends TransferCommand {
  static override summary = 'Make one tree like another, moving only what differs';

  static override usage = '<%= command.id %> SOURCE DESTINATION [FLAGS]';

  static override description =
    'Always takes everything below the source: a directory, or a prefix as if it ended with /. ' +
    'What the destination lacks is moved, and what has another size; of the same size, an upload ' +
    'or copy when the source is newer, a download when the local file is newer than the object. ' +
    'Deletions come last, and only when all transfers have succeeded. ' +
    'Exit codes: 1 when a transfer failed, 2 when something was skipped with a warning, 255 when ' +
    'the source does not exist or the deletions were refused.';

  static override examples = [
    {
      description: 'Upload what is new',
      command: '<%= config.bin %> <%= command.id %> ./dist s3://releases/app',
    },
    {
      description: 'Make a directory the mirror of a prefix, after a look at what that means',
      command:
        '<%= config.bin %> <%= command.id %> s3://releases/app ./app --delete --dryrun\n' +
        '$ <%= config.bin %> <%= command.id %> s3://releases/app ./app --delete --max-delete 10%',
    },
    {
      description: 'Bring another store up to date, by content instead of times',
      command:
        '<%= config.bin %> <%= command.id %> s3://releases s3://mirror --source-store s3:?profile=old --checksum',
    },
  ];

  static override args = {
    source: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'Directory, s3://bucket or s3://bucket/prefix',
    }),
    destination: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'Directory, s3://bucket or s3://bucket/prefix',
    }),
  };

  static override flags = {
    ...copyingFlags,
    'size-only': Flags.boolean({
      summary: 'Move only what has another size, whatever the times',
      helpGroup: 'COMPARISON',
    }),
    'exact-timestamps': Flags.boolean({
      summary: 'Download also what has the same size and any other time',
      helpGroup: 'COMPARISON',
    }),
    checksum: Flags.boolean({
      summary: 'Compare by SHA-256 instead of times; no object is read for it',
      helpGroup: 'COMPARISON',
      exclusive: ['size-only', 'exact-timestamps'],
    }),
    delete: Flags.boolean({
      summary: 'Delete from the destination what the source has not',
      helpGroup: 'DELETION',
    }),
    'max-delete': Flags.string({
      summary: 'Delete nothing at all rather than more than this: 100, or 10% of the destination',
      helpGroup: 'DELETION',
      helpValue: '<limit>',
    }),
    'allow-empty': Flags.boolean({
      summary: 'Let an empty source empty the destination',
      helpGroup: 'DELETION',
    }),
    yes: Flags.boolean({
      char: 'y',
      summary: 'Do not ask at a terminal before much is deleted',
      helpGroup: 'DELETION',
    }),
  };

  async run(): Promise<void> {
    const { args, flags, raw } = await this.parse(Sync);
    const route = parseSyncRoute(args);
    const maxDelete =
      flags['max-delete'] === undefined ? undefined : parseMaxDelete(flags['max-delete']);
    const { type } = route;
    const options = toCopyOptions(flags, { route: type, store: this.settings.store });
    const store = await this.open();
    const source = await this.#openSource(store, flags['source-store']);
    const { planSync } = await import('@deltaglider/sdk');
    const plan = planSync({
      ...toRules(flags),
      source: route.source,
      destination: route.destination,
      engine: store.engine,
      sourceEngine: source.engine,
      filters: orderedFilters(raw),
      maxDelete,
      confirmDeletions: (extent) => this.#confirm(extent, { ...flags, place: args.destination }),
      signal: this.signal,
    });
    if (!flags.dryrun) await makeDestination(route);
    await this.transfer(plan, {
      ...options,
      store: route.destination.type === 'file' ? source : store,
      source: source.engine,
      progress: flags.progress,
      maxRatio: this.settings.maxRatio,
    });
  }

  /** The same store, so that a copy inside it is seen to be one. */
  async #openSource(store: DeltaGlider, url: string | undefined): Promise<DeltaGlider> {
    const { store: own = 's3:' } = this.settings;
    return url === undefined || url === own ? store : await this.open(url);
  }

  async #confirm(extent: DeletionExtent, asking: Asking): Promise<boolean> {
    const { json, quiet } = this.output.options;
    if (asking.yes || asking.dryrun || json || quiet) return true;
    this.output.transient('');
    return await confirmDeletions(extent, {
      stdin: process.stdin,
      stderr: process.stderr,
      place: asking.place,
      signal: this.signal,
      interrupt: () => process.kill(process.pid, 'SIGINT'),
    });
  }
}

interface Asking extends Pick<SyncFlags, 'yes' | 'dryrun'> {
  /** The destination, as the user typed it. */
  readonly place: string;
}

function toRules(flags: SyncFlags): Partial<PlanSyncOptions> {
  return {
    sizeOnly: flags['size-only'],
    exactTimestamps: flags['exact-timestamps'],
    checksum: flags.checksum,
    overwrite: !flags['no-overwrite'],
    delete: flags.delete,
    allowEmpty: flags['allow-empty'],
    followSymlinks: flags['follow-symlinks'],
  };
}

/** As with aws, also when nothing comes to be in it. */
async function makeDestination({ destination }: SyncRoute): Promise<void> {
  if (destination.type !== 'file') return;
  try {
    await mkdir(destination.path, { recursive: true });
  } catch (error) {
    // Of a file in its place the plan has more to say.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The directory ${destination.path} could not be made: ${reason}.`, {
      exitCode: exitCodes.general,
      cause: error,
    });
  }
}
