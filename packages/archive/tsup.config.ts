import { defineConfig } from 'tsup';
import { library } from '../../tooling/tsup.ts';

export default defineConfig(
  library({
    entry: {
      index: 'src/index.ts',
      'platform/node': 'src/workers/platform/node.ts',
      'platform/browser': 'src/workers/platform/browser.ts',
    },
    // Chosen by the `imports` map where the package is used, not where it is built.
    external: ['#platform'],
  }),
);
