import { BaseCommand, localTime, toUri } from '@deltaglider/cli-kit';
import type { LogicalObject } from '@deltaglider/core';
import { Args } from '@oclif/core';
import { describeSize } from '../describe-size.ts';
import { fieldRows, type Field } from '../field-rows.ts';
import { parseObjectUri } from '../parse-object-uri.ts';

export default class Head extends BaseCommand {
  static override summary = 'Tell what is known of an object, without reading it';

  static override usage = '<%= command.id %> TARGET [FLAGS]';

  static override description =
    'Size, ETag and time are those of the object itself, however it is stored; storage class and ' +
    'encryption are those of what is stored for it.';

  static override examples = [
    {
      description: 'Look at one object',
      command: '<%= config.bin %> <%= command.id %> s3://releases/app/app-1.2.zip',
    },
    {
      description: 'Get its digest for a script',
      command:
        '$ <%= config.bin %> <%= command.id %> --json s3://releases/app/app-1.2.zip | jq -r .sha256',
    },
  ];

  static override args = {
    target: Args.string({ required: true, ignoreStdin: true, description: 's3://bucket/key' }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Head);
    const address = parseObjectUri(args.target);
    const store = await this.open();
    const object = await store.head({ address, signal: this.signal });
    if (object === undefined) {
      const { notFound } = await import('@deltaglider/core');
      throw notFound(address);
    }
    this.output.json(toDocument(object));
    this.output.result(toUri(address));
    for (const row of fieldRows(toFields(object))) this.output.result(`  ${row}`);
  }
}

function toDocument(object: LogicalObject): object {
  const { address, size, etag, lastModified, sha256, stored, storedSize, metadata } = object;
  const known = { size, etag, lastModified, sha256, stored, storedSize };
  return { ...address, ...known, ...object.properties, ...object.placement, metadata };
}

function toFields({ properties, placement, ...object }: LogicalObject): readonly Field[] {
  const { encryption } = placement ?? {};
  const entries = Object.entries(object.metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ['size', describeSize(object.size)],
    ['etag', object.etag],
    ['last modified', localTime(object.lastModified)],
    ['sha-256', object.sha256],
    ['content type', properties.contentType],
    ['cache control', properties.cacheControl],
    ['content disposition', properties.contentDisposition],
    ['content encoding', properties.contentEncoding],
    ['content language', properties.contentLanguage],
    ['expires', properties.expires],
    ['website redirect', properties.websiteRedirect],
    ['storage class', placement?.storageClass],
    ['encryption', encryption && [encryption.algorithm, encryption.keyId ?? ''].join(' ').trim()],
    ['stored', `${STORED[object.stored]}, ${describeSize(object.storedSize)}`],
    ...entries.map(([name, value]): Field => [`metadata ${name}`, value]),
  ];
}

const STORED: Record<LogicalObject['stored'], string> = {
  delta: 'as a delta',
  direct: 'whole',
  foreign: 'whole, by another tool',
};
