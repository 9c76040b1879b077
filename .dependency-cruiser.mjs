import { readdirSync } from 'node:fs';

/** Who may import whom. A package that is missing here stops the check, so none goes unguarded. */
const layers = {
  core: [],
  testing: ['core'],
  'xdelta3-wasm': ['core'],
  archive: ['core'],
  'storage-fs': ['core'],
  'storage-s3': ['core'],
  cache: ['core'],
  sdk: ['core', 'xdelta3-wasm', 'archive', 'storage-fs', 'storage-s3', 'cache'],
  'cli-kit': ['core', 'sdk'],
};

for (const name of readdirSync(new URL('packages', import.meta.url))) {
  if (!(name in layers))
    throw new Error(`packages/${name} has no layer in .dependency-cruiser.mjs`);
}

const TESTS = '\\.test\\.ts$';
const stays = Object.entries(layers).map(([name, allowed]) => ({
  name: `${name}-imports-only-its-layers`,
  severity: 'error',
  from: { path: `^packages/${name}/`, pathNot: TESTS },
  to: { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
}));

export default {
  forbidden: [
    ...stays,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^packages/core/src', pathNot: TESTS },
      to: { pathNot: '^packages/core/src' },
    },
    {
      name: 'packages-never-import-apps',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(apps|examples)/' },
    },
    {
      name: 'examples-need-nothing-of-the-app',
      severity: 'error',
      from: { path: '^examples/', pathNot: TESTS },
      to: { path: '^apps/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|test)/|\\.config\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@deltaglider/source', 'import', 'node', 'default'],
    },
  },
};
