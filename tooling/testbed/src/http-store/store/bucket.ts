import type { StoredObject, Upload } from './stored-object.ts';

export class Bucket {
  readonly name: string;
  readonly region: string;
  /** Access key id of its owner. */
  readonly owner: string;
  readonly created: Date;
  readonly objects = new Map<string, StoredObject>();
  readonly uploads = new Map<string, Upload>();
  /** XML of its lifecycle rules, when it has some. */
  lifecycle: string | undefined;
  /** What GetBucketVersioning says. Versions themselves are not kept. */
  versioning: 'Enabled' | 'Suspended' | undefined;

  constructor(name: string, made: Pick<Bucket, 'region' | 'owner' | 'created'>) {
    this.name = name;
    this.region = made.region;
    this.owner = made.owner;
    this.created = made.created;
  }

  /** Keys in the order of their UTF-8 bytes, in which S3 lists them. */
  sortedKeys(): string[] {
    return [...this.objects.keys()].sort(byBytes);
  }
}

/** Compares texts by their UTF-8 bytes. */
export function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
