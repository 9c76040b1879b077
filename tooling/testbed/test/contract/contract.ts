import type { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, test } from 'vitest';

import { createTestClient, freshBucket, MemoryS3Server, type S3Server } from '../../src/index.ts';
import { describeWithS3 } from '../../src/vitest/index.ts';

/** A server under the contract, with a bucket. Its members are for use inside of tests. */
export interface Subject {
  readonly server: () => S3Server;
  readonly client: () => S3Client;
  readonly bucket: () => string;
  /** Registers a test of the contract, which must fail where it is declared that the server deviates. */
  readonly holds: (title: string, body: () => Promise<void>) => void;
}

/** Where the gateway does not do what AWS documents. A deviation that has gone is a failing test. */
export interface Deviation {
  readonly title: string;
  /** Why, as far as it is known. */
  readonly reason: string;
  /** First major version of Ceph that does it. @default none so far */
  readonly until?: number;
}

/** Registers the same tests over the memory server and the run's gateway, if that is what the run has. */
export function describeContract(
  name: string,
  deviations: readonly Deviation[],
  suite: (subject: Subject) => void,
): void {
  describe(`${name}: memory server`, () => {
    let server: MemoryS3Server | undefined;
    beforeAll(async () => {
      server = await MemoryS3Server.start();
    });
    afterAll(() => server?.stop());
    register(suite, () => required(server), []);
  });
  describeWithS3(`${name}: RADOS Gateway`, (server) => {
    if (server.kind === 'radosgw') {
      const major = Number(/version ([0-9]+)/.exec(server.version)?.[1]);
      const current = deviations.filter(({ until = Infinity }) => major < until);
      register(suite, () => server, current);
    } else {
      test.skip(`NOT RUN: the contract is for the gateway, and the run has ${server.version}`);
    }
  });
}

function register(
  suite: (subject: Subject) => void,
  server: () => S3Server,
  deviations: readonly Deviation[],
): void {
  let client: S3Client | undefined;
  let bucket: string | undefined;
  beforeAll(async () => {
    client = createTestClient(server());
    bucket = await freshBucket(client);
  });
  afterAll(() => client?.destroy());
  suite({
    server,
    client: () => required(client),
    bucket: () => required(bucket),
    holds: (title, body) => {
      const deviation = deviations.find((one) => one.title === title);
      if (deviation === undefined) test(title, body);
      else test.fails(`${title} (deviates: ${deviation.reason})`, body);
    },
  });
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('There only inside of tests.');
  return value;
}
