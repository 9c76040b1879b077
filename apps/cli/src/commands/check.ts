import {
  BaseCommand,
  describeError,
  exitCodes,
  filterFlags,
  orderedFilters,
  transferFlags,
  usageError,
} from '@deltaglider/cli-kit';
import type {
  CheckEvent,
  CheckLocation,
  CheckResult,
  CheckStatus,
  CheckSummary,
  DeltaGlider,
} from '@deltaglider/sdk';
import { Args, Flags } from '@oclif/core';
import { parseEndpoint, type Endpoint } from '../endpoint.ts';

/** What stands before a name, as in the reports of rclone. */
const SYMBOLS: Record<CheckStatus, string> = {
  equal: '=',
  'only-destination': '-',
  'only-source': '+',
  different: '*',
  failed: '!',
};

export default class Check extends BaseCommand {
  static override summary = 'Compare two trees by content: directories and stores';

  static override usage = '<%= command.id %> SOURCE DESTINATION [FLAGS]';

  static override description =
    'Each name has a line: = equal, * different, + only in the source, - only in the ' +
    'destination, ! not readable or damaged. Contents are compared by SHA-256: that of an ' +
    'object is recorded in its store, so only files and objects of other tools are read. ' +
    'Exit codes: 0 when all is equal, 1 when something differs, could not be read, or nothing ' +
    'is there to compare, 2 when all is equal but for files that were skipped with a warning, 3 ' +
    'when an object is damaged.';

  static override examples = [
    {
      description: 'See whether everything was uploaded',
      command: '<%= config.bin %> <%= command.id %> ./dist s3://releases/app/ --one-way',
    },
    {
      description: 'Compare two stores, and show differences only',
      command:
        '$ <%= config.bin %> <%= command.id %> s3://old s3://new ' +
        '--source-store "s3:?profile=old" | grep -v "^="',
    },
    {
      description: 'Read every byte of a backup, for a program',
      command: '<%= config.bin %> <%= command.id %> ./app s3://releases/app --download --json',
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
    'size-only': Flags.boolean({
      summary: 'Compare sizes, and no content',
      exclusive: ['download'],
    }),
    download: Flags.boolean({ summary: 'Read objects even where their digests are recorded' }),
    'one-way': Flags.boolean({ summary: 'Ignore what only the destination has' }),
    'follow-symlinks': Flags.boolean({
      allowNo: true,
      default: true,
      summary: 'Compare what symbolic links point to',
    }),
    'source-store': Flags.string({
      summary: 'Where the source bucket is, when it is another store',
      helpValue: '<url>',
    }),
    'only-show-errors': transferFlags['only-show-errors'],
    concurrency: transferFlags.concurrency,
    ...filterFlags,
  };

  async run(): Promise<void> {
    const { args, flags, raw } = await this.parse(Check);
    const [from, to] = [parseTree(args.source), parseTree(args.destination)];
    if (from.type === 'file' && to.type === 'file') {
      throw usageError(
        'Invalid argument types: at least one of the two must be an S3 URI.',
        'To compare two directories, use diff -r.',
      );
    }
    const store = await this.open();
    const source = flags['source-store'] ? await this.open(flags['source-store']) : store;
    const { checkTrees } = await import('@deltaglider/sdk');
    const summary = await checkTrees({
      source: locate(from, source),
      destination: locate(to, store),
      filters: orderedFilters(raw),
      sizeOnly: flags['size-only'],
      download: flags.download,
      oneWay: flags['one-way'],
      followSymlinks: flags['follow-symlinks'],
      concurrency: this.concurrencyOf(store),
      signal: this.signal,
      observe: (event) => {
        this.#show(event);
      },
    });
    this.#summarize(summary);
    if (countOf(summary) === 0) this.output.problem('There is nothing to compare.');
    this.end(exitCodeAfter(summary));
  }

  #show(event: CheckEvent): void {
    if (event.type === 'warning') {
      const { type, subject, reason } = event;
      this.output.json({ type, subject, reason });
      this.output.problem(`warning: Skipping file ${subject}. ${reason}`);
      return;
    }
    this.#showResult(event);
  }

  #showResult({ name, status, source, destination, error }: CheckResult): void {
    const described = error === undefined ? undefined : describeError(error);
    const result = { type: 'result', name, status, source, destination };
    this.output.json({ ...result, ...(described && { error: described }) });
    this.output.result(`${SYMBOLS[status]} ${name}`);
    if (described) this.output.problem(`check failed: ${name}: ${described.message}`);
  }

  #summarize(summary: CheckSummary): void {
    const { equal, different, onlySource, onlyDestination, failed } = summary;
    this.output.json({ type: 'summary', ...summary });
    this.output.note(
      `Compared ${countOf(summary)} name(s): ${equal} equal, ${different} different, ` +
        `${onlySource} only in the source, ${onlyDestination} only in the destination, ` +
        `${failed} failed`,
    );
  }
}

/** @throws usage error for standard streams. */
function parseTree(text: string): Exclude<Endpoint, { type: 'stream' }> {
  const endpoint = parseEndpoint(text);
  if (endpoint.type !== 'stream') return endpoint;
  throw usageError('A stream is no tree.', 'Give a directory or an S3 URI.');
}

function locate(
  tree: Exclude<Endpoint, { type: 'stream' }>,
  { engine }: DeltaGlider,
): CheckLocation {
  return tree.type === 'file' ? tree : { ...tree, engine };
}

function countOf(summary: CheckSummary): number {
  const { equal, different, onlySource, onlyDestination, failed } = summary;
  return equal + different + onlySource + onlyDestination + failed;
}

function exitCodeAfter(summary: CheckSummary): number {
  const { equal, damaged, warnings } = summary;
  if (damaged > 0) return exitCodes.damaged;
  if (equal === 0 || equal < countOf(summary)) return exitCodes.failed;
  return warnings > 0 ? exitCodes.warned : exitCodes.ok;
}
