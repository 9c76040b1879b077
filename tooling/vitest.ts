import { defineProject } from 'vitest/config';

/** The one test preset of every package: sources of the workspace instead of builds, room for real I/O. */
export const project = (name: string) =>
  defineProject({
    ssr: {
      resolve: { conditions: ['@deltaglider/source', 'module', 'node', 'development|production'] },
    },
    resolve: { conditions: ['@deltaglider/source', 'module', 'node', 'development|production'] },
    test: {
      name,
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  });
