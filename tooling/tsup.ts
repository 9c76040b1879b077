import type { Options } from 'tsup';

/** The one build preset of every library: ESM for Node 20 and browsers, declarations, source maps. */
export const library = (options: Options = {}): Options => ({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  platform: 'node',
  dts: true,
  sourcemap: true,
  clean: true,
  // The default strips `node:` from imports, which breaks modules that exist only under that scheme.
  removeNodeProtocol: false,
  ...options,
});
