import { BaseCommand, exitCodes, localTime, toUri } from '@deltaglider/cli-kit';
import type { ExplainedReference, ObjectExplanation } from '@deltaglider/sdk';
import { Args } from '@oclif/core';
import { describeSize } from '../describe-size.ts';
import { fieldRows, type Field } from '../field-rows.ts';
import { parseObjectUri } from '../parse-object-uri.ts';

export default class Explain extends BaseCommand {
  static override summary = 'Explain how an object is stored, where, and why so';

  static override usage = '<%= command.id %> TARGET [FLAGS]';

  static override description =
    'Tells from metadata alone what an object is: a delta and against which reference, whole and ' +
    'why that is likely, a reference itself, or what another tool has written. Nothing is read: ' +
    'verify does that. Exit codes: 3 when the object cannot be read as it is, 254 when it does ' +
    'not exist.';

  static override examples = [
    {
      description: 'See what an object is made of',
      command: '<%= config.bin %> <%= command.id %> s3://releases/app/app-1.2.zip',
    },
    {
      description: 'Find the reference of a delta, for a script',
      command:
        '$ <%= config.bin %> <%= command.id %> --json s3://releases/app/app-1.2.zip | ' +
        'jq -r .delta.reference.key',
    },
  ];

  static override args = {
    target: Args.string({ required: true, ignoreStdin: true, description: 's3://bucket/key' }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Explain);
    const address = parseObjectUri(args.target);
    const { engine } = await this.open();
    const { explainObject } = await import('@deltaglider/sdk');
    const explanation = await explainObject({ engine, address, signal: this.signal });
    const { address: _, problem, ...rest } = explanation;
    this.output.json({ ...address, ...rest, problem });
    this.output.result(explanation.message);
    if (explanation.whole !== undefined) this.output.result(explanation.whole.message);
    for (const row of fieldRows(toFields(explanation))) this.output.result(`  ${row}`);
    if (problem === undefined) return;
    this.output.problem(`damaged: ${problem.message}`);
    this.output.problem(problem.hint);
    this.end(exitCodes.damaged);
  }
}

function toFields(explanation: ObjectExplanation): readonly Field[] {
  const { address, size, storedSize, createdAt, delta } = explanation;
  const { reference } = delta ?? {};
  return [
    ['bytes at', toUri({ ...address, key: explanation.physicalKey })],
    ['size', size === undefined ? undefined : describeSize(size)],
    ['stored', describeSize(storedSize)],
    ['ratio', delta?.ratio?.toPrecision(2)],
    ['codec', delta?.codec],
    ['reference', reference && describeReference(address.bucket, reference)],
    ['reference sha-256', reference?.sha256],
    ['sha-256', explanation.sha256],
    ['md5', explanation.md5],
    ['created at', createdAt && localTime(createdAt)],
    ['stored at', localTime(explanation.storedAt)],
    ['tool', explanation.tool],
    ['note', explanation.note],
  ];
}

function describeReference(bucket: string, { key, size, state }: ExplainedReference): string {
  const place = toUri({ bucket, key });
  const amount = size === undefined ? '' : `, ${describeSize(size)}`;
  return place + amount + STATES[state];
}

const STATES: Record<ExplainedReference['state'], string> = {
  standing: '',
  unlabelled: ' (it has no digest: only reading tells whether it is the one)',
  trashed: ' (in the trash, where readers find it; repair puts it back)',
  encrypted: ' (encrypted by the proxy)',
  missing: ' (missing)',
};
