import {
  BaseCommand,
  exitCodes,
  localTime,
  parseBucketPath,
  parseDuration,
  usageError,
  type Failure,
} from '@deltaglider/cli-kit';
import { Args, Flags } from '@oclif/core';

export default class Presign extends BaseCommand {
  static override summary = 'Write a URL by which anybody can download an object for a while';

  static override usage = '<%= command.id %> TARGET [FLAGS]';

  static override description =
    'The URL gives the object with its own headers to whoever has it, without credentials. An ' +
    'object that is stored as a delta has no such URL, which fails with exit code 1: --materialize ' +
    'makes a whole copy of it below .deltaglider/tmp/ in the same bucket, which listings do not ' +
    'show, and writes the URL of that. The copy takes room until it is purged, an hour after the ' +
    'URL has ended or later. A URL does not outlive the credentials that it was signed with. A ' +
    'store that is a directory has no URLs.';

  static override examples = [
    {
      description: 'Let somebody download an object within the next hour',
      command: '<%= config.bin %> <%= command.id %> s3://site/logo.png',
    },
    {
      description: 'The same for a week, also where it is stored as a delta',
      command:
        '<%= config.bin %> <%= command.id %> s3://releases/app-1.2.zip --expires-in 7d --materialize',
    },
  ];

  static override args = {
    target: Args.string({ required: true, ignoreStdin: true, description: 's3://bucket/key' }),
  };

  static override flags = {
    'expires-in': Flags.string({
      summary: 'How long the URL works: seconds, or 30m, 12h, 7d (default 3600; at most 7d)',
      helpValue: '<seconds>',
    }),
    materialize: Flags.boolean({
      summary: 'Make a temporary whole copy of an object that is stored as a delta',
    }),
  };

  #opened = false;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Presign);
    const address = parseBucketPath(args.target);
    if (address.key === '') {
      throw usageError(
        `${args.target} names no object.`,
        'Give the whole key of the object, like s3://bucket/key.',
      );
    }
    const { materialize } = flags;
    const expiresIn = parseLife(flags['expires-in'] ?? '3600');
    const { engine, presigning } = await this.open();
    this.#opened = true;
    const { presignObject } = await import('@deltaglider/sdk');
    const { signal } = this;
    const options = { engine, presigning, address, expiresIn, materialize, signal };
    const { url, expiresAt, size, copy } = await presignObject(options);
    this.output.json({
      type: 'result',
      operation: 'presign',
      ...address,
      url,
      expiresAt,
      size,
      copy,
    });
    this.output.result(url);
    this.output.note(`It works until ${localTime(expiresAt)}.`);
  }

  protected override describeFailure(error: unknown): Failure {
    if (!this.#opened || this.signal.aborted) return super.describeFailure(error);
    return { exitCode: exitCodes.failed, label: 'presign failed: ' };
  }
}

/** Whole seconds of a number, or of a duration with its unit. */
function parseLife(text: string): number {
  const flag = '--expires-in';
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : parseDuration(text, flag) / 1000;
  if (seconds >= 1 && seconds <= 7 * 24 * 3600) return seconds;
  throw usageError(
    `argument ${flag}: a URL cannot work for ${text}${/\d$/.test(text) ? ' seconds' : ''}.`,
    'S3 takes 1 to 604800 seconds, which are seven days.',
  );
}
