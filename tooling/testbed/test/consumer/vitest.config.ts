import { defineConfig } from 'vitest/config';

import { project } from '../../../vitest.ts';

/** Two packages that want the run's server, as `run-of-consumers.test.ts` starts them. */
export default defineConfig({
  test: { projects: [consumer('one'), consumer('two')] },
});

function consumer(name: string) {
  const config = project(name, { s3: true });
  return { ...config, test: { ...config.test, include: ['*.consumer.ts'] } };
}
