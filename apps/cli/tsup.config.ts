import { defineConfig } from 'tsup';
import { library } from '../../tooling/tsup.ts';

// One file per command, so that a command loads only itself and what it shares; everything that has no native
// part is bundled, because resolving and reading hundreds of modules is most of the start of a small program.
export default defineConfig(
  library({
    entry: ['src/run.ts', 'src/commands/**/*.ts', 'src/hooks/*.ts', '!src/**/*.test.ts'],
    splitting: true,
    dts: false,
    sourcemap: false,
    // Tells scripts/third-party-licenses.mjs what was bundled.
    metafile: true,
    noExternal: [/^(?!(@napi-rs\/xattr|typescript)$)/],
    // A native module, and one that oclif only asks for beside TypeScript sources.
    external: ['@napi-rs/xattr', 'typescript'],
    // What is bundled in of CommonJS asks for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  }),
);
