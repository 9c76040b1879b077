import { afterAll, describe, inject, test } from 'vitest';

import { createTestClient } from '../client/create-test-client.ts';
import { takeMadeBuckets } from '../client/fresh-bucket.ts';
import { removeBucket } from '../client/remove-bucket.ts';
import type { S3Server } from '../s3-server.ts';
import type {} from './provided-context.ts';

/**
 * Registers a suite over the run's S3 server. Where there is none, registers one skipped test that says so; the
 * global setup has said it loudly, and fails instead where S3 is required.
 *
 * @throws Error in a project that has no `{ s3: true }` in its vitest.config.ts.
 */
export function describeWithS3(name: string, suite: (server: S3Server) => void): void {
  // As typed it is always there; in a project without the setup it is not.
  const missing = inject('s3Missing') as string | undefined;
  if (missing === undefined) {
    throw new Error(
      `"${name}" needs S3: project('…', { s3: true }) in this package's vitest.config.ts`,
    );
  }
  const server = inject('s3');
  describe(name, () => {
    if (server === undefined) {
      test.skip(`NOT RUN for want of an S3 server: ${missing}`);
      return;
    }
    // What we start ourselves forgets everything when it ends.
    if (server.kind === 'given') afterAll(() => leaveClean(server));
    suite(server);
  });
}

async function leaveClean(server: S3Server): Promise<void> {
  const client = createTestClient(server);
  for (const bucket of takeMadeBuckets()) await removeBucket(client, bucket);
  client.destroy();
}
