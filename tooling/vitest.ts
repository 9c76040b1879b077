import { defineProject } from 'vitest/config';

export interface ProjectOptions {
  /** Gives the suites the run's S3 server (`describeWithS3` of `@repo/testbed/vitest`). @default false */
  readonly s3?: boolean;
}

/** The one test preset of every package: sources of the workspace instead of builds, room for real I/O. */
export const project = (name: string, { s3 = false }: ProjectOptions = {}) =>
  defineProject({
    ssr: { resolve: { conditions } },
    resolve: { conditions },
    test: {
      name,
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      testTimeout: 60_000,
      hookTimeout: 120_000,
      ...(s3 ? withS3 : {}),
    },
  });

// Vite's own has `module` too, which means code for bundlers: the AWS SDK's is not to be run by Node.
const conditions = ['@deltaglider/source', 'node', 'development|production'];

const withS3 = {
  globalSetup: [`${import.meta.dirname}/testbed/src/vitest-global-setup.ts`],
  // The AWS SDK writes a paragraph about the age of Node 20 to stderr otherwise.
  env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
};
