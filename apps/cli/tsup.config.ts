import { defineConfig } from 'tsup';
import { library } from '../../tooling/tsup.ts';

// One file per command, so that a command loads only itself and what it shares.
export default defineConfig(
  library({
    entry: ['src/commands/**/*.ts', 'src/hooks/*.ts', '!src/**/*.test.ts'],
    splitting: true,
    dts: false,
  }),
);
