import { randomBytes } from 'node:crypto';
import {
  BaseCommand,
  describeError,
  exitCodes,
  filterFlags,
  humanSize,
  orderedFilters,
  parseSize,
  parseS3Uri,
  toUri,
  transferFlags,
  type S3Uri,
} from '@deltaglider/cli-kit';
import type {
  DeltaGlider,
  Sample,
  VerifyEvent,
  VerifyJournal,
  VerifySummary,
} from '@deltaglider/sdk';
import { Args, Flags } from '@oclif/core';
import { parseSample } from '../parse-sample.ts';

const helpGroup = 'EXTENT';

export default class Verify extends BaseCommand {
  static override summary = 'Read objects and check every byte against its digest';

  static override usage = '<%= command.id %> TARGET [FLAGS]';

  static override description =
    'References are read from the store, once each, and checked themselves. A sample is chosen ' +
    'by a seed, which is told: given again, it chooses the same objects. A journal remembers ' +
    'what is intact by key, ETag, size and time, so that a later run reads what is new, what ' +
    'was left and what was damaged; it keeps the seed, too. ' +
    'Exit codes: 3 when an object or a reference is damaged, 1 when one could not be read for ' +
    'another reason or nothing matches.';

  static override examples = [
    {
      description: 'Check one object',
      command: '<%= config.bin %> <%= command.id %> s3://releases/app/app-1.2.zip',
    },
    {
      description: 'Check a whole bucket, for a program to read',
      command: '<%= config.bin %> <%= command.id %> s3://releases --json',
    },
    {
      description: 'Read at most 50 GB each night, until all has been read',
      command:
        '<%= config.bin %> <%= command.id %> s3://releases --max-bytes 50GB --resume seen.journal',
    },
    {
      description: 'Check every tenth object or so, and the same ones again',
      command: '<%= config.bin %> <%= command.id %> s3://releases --sample 10% --seed 5e1f',
    },
  ];

  static override args = {
    target: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket/key, s3://bucket, or s3://bucket/prefix/ for what is below it',
    }),
  };

  static override flags = {
    recursive: Flags.boolean({ char: 'r', summary: 'Check everything below the target' }),
    sample: Flags.string({
      summary: 'Check only a part of the objects: 10%, or 100 of them',
      helpValue: '<part>',
      helpGroup,
    }),
    seed: Flags.string({
      summary: 'What chooses the sample',
      helpValue: '<text>',
      helpGroup,
      dependsOn: ['sample'],
    }),
    'max-bytes': Flags.string({
      summary: 'Read at most so much from the store, like 5GB; tells what was left',
      helpValue: '<size>',
      helpGroup,
    }),
    resume: Flags.string({
      summary: 'Skip what this journal has, and add to it; made if it does not exist',
      helpValue: '<path>',
      helpGroup,
    }),
    'only-show-errors': transferFlags['only-show-errors'],
    concurrency: transferFlags.concurrency,
    ...filterFlags,
  };

  async run(): Promise<void> {
    const { args, flags, raw } = await this.parse(Verify);
    const address = parseS3Uri(args.target);
    const recursive = flags.recursive || address.key === '' || address.key.endsWith('/');
    const size = flags.sample === undefined ? undefined : parseSample(flags.sample);
    const maxBytes =
      flags['max-bytes'] === undefined ? undefined : parseSize(flags['max-bytes'], '--max-bytes');
    const store = await this.open();
    const seed = flags.seed ?? randomBytes(4).toString('hex');
    const options = { path: flags.resume, source: address, recursive, seed };
    await using journal = await openJournal(store, options);
    const sample = size && { ...size, seed: flags.seed ?? journal?.seed ?? seed };
    this.#start(sample, flags.sample);
    const { verifyObjects } = await import('@deltaglider/sdk');
    const summary = await verifyObjects({
      engine: store.engine,
      source: { type: 'object', address },
      recursive,
      filters: orderedFilters(raw),
      sample,
      maxBytes,
      journal,
      concurrency: this.concurrencyOf(store),
      signal: this.signal,
      observe: (event) => {
        // Of one object there is one line, unless the reference tells why it is damaged.
        if (recursive || event.kind === 'object' || !isFine(event)) this.#show(event);
      },
    });
    if (recursive) this.#summarize(summary);
    this.end(exitCodeAfter(summary, address.key !== ''));
  }

  #start(sample: Sample | undefined, part = ''): void {
    if (sample === undefined) return;
    const { seed } = sample;
    this.output.json({ type: 'start', sample: part, seed });
    this.output.result(`Sample of ${part}, chosen by --seed ${seed}`);
  }

  #show(event: VerifyEvent): void {
    if (event.type === 'verified') {
      this.#showResult(event);
      return;
    }
    const { type, kind, address } = event;
    if (type === 'error') {
      const error = describeError(event.error);
      this.output.json({ type, kind, ...address, error });
      this.output.problem(`verify failed: ${toUri(address)} ${error.message}`);
      return;
    }
    this.output.json({ type, kind, ...address, size: event.size });
  }

  #showResult({ kind, result: found }: Extract<VerifyEvent, { type: 'verified' }>): void {
    const { address, error, ...result } = found;
    const described = error && { error: describeError(error) };
    // Programs that count results mean objects.
    const type = kind === 'object' ? 'result' : kind;
    this.output.json({ type, kind, ...address, ...result, ...described });
    const name = toUri(address);
    if (!result.valid) this.output.problem(`damaged: ${result.message}`);
    else if (result.expectedSha256 === undefined) {
      this.output.result(`readable: ${name} (no digest was recorded)`);
    } else this.output.result(`verified: ${name}${kind === 'reference' ? ' (reference)' : ''}`);
  }

  #summarize(summary: VerifySummary): void {
    const { valid, damaged, failed, bytes, skipped, left, leftBytes, references } = summary;
    this.output.json({ type: 'summary', ...summary });
    const parts = [`${damaged} damaged`, `${failed} not readable`];
    if (skipped > 0) parts.push(`${skipped} verified before`);
    if (left > 0) parts.push(`${left} left (${humanSize(leftBytes)})`);
    this.output.result(
      `Verified ${valid + damaged} object(s), ${humanSize(bytes)} intact: ${parts.join(', ')}`,
    );
    const wrong = [
      references.damaged > 0 ? `${references.damaged} damaged` : '',
      references.failed > 0 ? `${references.failed} not readable` : '',
    ].filter((part) => part !== '');
    if (wrong.length > 0) this.output.result(`References: ${wrong.join(', ')}`);
  }
}

function isFine(event: VerifyEvent): boolean {
  return event.type === 'verified' ? event.result.valid : event.type !== 'error';
}

interface JournalOptions {
  readonly path: string | undefined;
  readonly source: S3Uri;
  readonly recursive: boolean;
  readonly seed: string;
}

async function openJournal(
  { identity }: DeltaGlider,
  { path, source, recursive, seed }: JournalOptions,
): Promise<VerifyJournal | undefined> {
  if (path === undefined) return undefined;
  const { openVerifyJournal } = await import('@deltaglider/sdk');
  // With and without its slash, a prefix is the same tree.
  const isTree = recursive && source.key !== '' && !source.key.endsWith('/');
  const key = isTree ? `${source.key}/` : source.key;
  const { bucket } = source;
  return await openVerifyJournal({ path, store: identity, source: { bucket, key }, seed });
}

function exitCodeAfter(summary: VerifySummary, mustMatch: boolean): number {
  const { valid, damaged, failed, skipped, left, references } = summary;
  if (damaged + references.damaged > 0) return exitCodes.damaged;
  const nothing = valid + failed + skipped + left === 0;
  return failed + references.failed > 0 || (mustMatch && nothing) ? exitCodes.failed : exitCodes.ok;
}
