import manifest from '../package.json' with { type: 'json' };

/** This package's version: all packages of DeltaGlider have the same. */
export const VERSION: string = manifest.version;
