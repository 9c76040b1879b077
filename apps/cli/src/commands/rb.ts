import { exitCodes, parseBucketUri, TransferCommand, type Failure } from '@deltaglider/cli-kit';
import type { DeltaGlider } from '@deltaglider/sdk';
import { Args, Flags } from '@oclif/core';

export default class Rb extends TransferCommand {
  static override summary = 'Remove a bucket';

  static override usage = '<%= command.id %> BUCKET [FLAGS]';

  static override description =
    'A bucket that still holds objects is not removed, unless --force deletes them first.';

  static override examples = [
    {
      description: 'Remove a bucket with everything in it',
      command: '<%= config.bin %> <%= command.id %> --force s3://releases',
    },
  ];

  static override args = {
    bucket: Args.string({ required: true, ignoreStdin: true, description: 's3://bucket' }),
  };

  static override flags = {
    force: Flags.boolean({ summary: 'Delete every object in the bucket first' }),
  };

  #opened: string | undefined;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Rb);
    const bucket = parseBucketUri(args.bucket);
    const store = await this.open();
    this.#opened = bucket;
    if (flags.force) await this.#empty(store, bucket);
    await store.buckets.deleteBucket(bucket, { signal: this.signal });
    this.output.result(`remove_bucket: ${bucket}`);
    this.output.json({ type: 'result', operation: 'remove_bucket', bucket });
  }

  protected override describeFailure(error: unknown): Failure {
    if (this.#opened === undefined || this.signal.aborted) return super.describeFailure(error);
    return { exitCode: exitCodes.failed, label: `remove_bucket failed: s3://${this.#opened} ` };
  }

  async #empty(store: DeltaGlider, bucket: string): Promise<void> {
    const { engine } = store;
    const { planDelete, removeInternalObjects } = await import('@deltaglider/sdk');
    const source = { type: 'object', address: { bucket, key: '' } } as const;
    const plan = planDelete({ engine, source, recursive: true, signal: this.signal });
    const { failed } = await this.transfer(plan, { store });
    if (failed > 0) {
      throw new Error('Unable to delete all objects in the bucket, bucket will not be deleted.');
    }
    await removeInternalObjects(engine, { bucket, signal: this.signal });
  }
}
