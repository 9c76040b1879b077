#!/usr/bin/env node
// Node 20 runs no TypeScript: the sources are bundled as they are started, in a few milliseconds.
import { mkdir, rm, writeFile } from 'node:fs/promises';

import { build } from 'esbuild';

const folder = new URL('../node_modules/.cache/', import.meta.url);
const {
  outputFiles: [bundle],
} = await build({
  entryPoints: [new URL('../src/cli/cli.ts', import.meta.url).pathname],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  write: false,
});
await mkdir(folder, { recursive: true });
// Several may start at once, and none may read what another has half written.
const file = new URL(`testbed-cli-${process.pid}.mjs`, folder);
await writeFile(file, bundle.contents);
const { runCli } = await import(file.href);
await rm(file);
try {
  process.exitCode = await runCli(process.argv.slice(2), import.meta.filename);
} catch (error) {
  console.error(`testbed: ${error.message}`);
  process.exitCode = 1;
}
