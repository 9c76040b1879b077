import type { TestProject } from 'vitest/node';

import type {} from './vitest/provided-context.ts';
import { shareServer } from './vitest/shared-server.ts';

/**
 * For `globalSetup` of every vitest project that needs S3: one server for the whole run. Suites get it by
 * `describeWithS3`.
 *
 * @throws Error when there is none and `DG_REQUIRE_S3` is 1.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { outcome, release } = await shareServer();
  project.provide('s3', 'server' in outcome ? outcome.server : undefined);
  project.provide('s3Missing', 'server' in outcome ? '' : outcome.reason);
  return release;
}
