import {
  BaseCommand,
  describeError,
  exitCodes,
  humanSize,
  filterFlags,
  orderedFilters,
  parseS3Uri,
  toUri,
  transferFlags,
} from '@deltaglider/cli-kit';
import type { VerifyEvent, VerifySummary } from '@deltaglider/sdk';
import { Args, Flags } from '@oclif/core';

export default class Verify extends BaseCommand {
  static override summary = 'Read objects and check every byte against its digest';

  static override usage = '<%= command.id %> TARGET [FLAGS]';

  static override description =
    'Exit codes: 3 when an object is damaged, 1 when one could not be read for another reason ' +
    'or nothing matches.';

  static override examples = [
    {
      description: 'Check one object',
      command: '<%= config.bin %> <%= command.id %> s3://releases/app/app-1.2.zip',
    },
    {
      description: 'Check a whole bucket, for a program to read',
      command: '<%= config.bin %> <%= command.id %> s3://releases --json',
    },
  ];

  static override args = {
    target: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket/key, s3://bucket, or with --recursive a prefix',
    }),
  };

  static override flags = {
    recursive: Flags.boolean({ char: 'r', summary: 'Check everything below the target' }),
    'only-show-errors': transferFlags['only-show-errors'],
    concurrency: transferFlags.concurrency,
    ...filterFlags,
  };

  async run(): Promise<void> {
    const { args, flags, raw } = await this.parse(Verify);
    const address = parseS3Uri(args.target);
    const recursive = flags.recursive || address.key === '';
    const store = await this.open();
    const { verifyObjects } = await import('@deltaglider/sdk');
    const summary = await verifyObjects({
      engine: store.engine,
      source: { type: 'object', address },
      recursive,
      filters: orderedFilters(raw),
      concurrency: this.concurrencyOf(store),
      signal: this.signal,
      observe: (event) => {
        this.#show(event);
      },
    });
    if (recursive) this.#summarize(summary);
    this.end(exitCodeAfter(summary, address.key !== ''));
  }

  #show(event: VerifyEvent): void {
    if (event.type === 'error') {
      const error = describeError(event.error);
      this.output.json({ type: 'error', ...event.address, error });
      this.output.problem(`verify failed: ${toUri(event.address)} ${error.message}`);
      return;
    }
    const { address, error, ...result } = event.result;
    const described = error && { error: describeError(error) };
    this.output.json({ type: 'result', ...address, ...result, ...described });
    if (!result.valid) this.output.problem(`damaged: ${result.message}`);
    else if (result.expectedSha256 !== undefined) {
      this.output.result(`verified: ${toUri(address)}`);
    } else this.output.result(`readable: ${toUri(address)} (no digest was recorded)`);
  }

  #summarize(summary: VerifySummary): void {
    const { valid, damaged, failed, bytes } = summary;
    this.output.json({ type: 'summary', ...summary });
    this.output.result(
      `Verified ${valid + damaged} object(s), ${humanSize(bytes)} intact: ` +
        `${damaged} damaged, ${failed} not readable`,
    );
  }
}

function exitCodeAfter(summary: VerifySummary, mustMatch: boolean): number {
  const { valid, damaged, failed } = summary;
  if (damaged > 0) return exitCodes.damaged;
  const nothing = valid + damaged + failed === 0;
  return failed > 0 || (mustMatch && nothing) ? exitCodes.failed : exitCodes.ok;
}
