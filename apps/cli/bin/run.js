#!/usr/bin/env node
// oclif looks for TypeScript sources and warns about itself outside production.
process.env.NODE_ENV ??= 'production';
// The AWS SDK greets everybody with a paragraph about the age of Node 20 otherwise.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const { runCli } = await import('../dist/run.js');

// What a library left open must not keep a finished command alive.
process.exit(await runCli(import.meta.url));
