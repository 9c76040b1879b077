#!/usr/bin/env node
// oclif looks for TypeScript sources and warns about itself outside production.
process.env.NODE_ENV ??= 'production';

const { runCli } = await import('../dist/run.js');

// What a library left open must not keep a finished command alive.
process.exit(await runCli(import.meta.url));
