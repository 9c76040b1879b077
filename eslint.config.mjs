import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import node from 'eslint-plugin-n';
import tseslint from 'typescript-eslint';

const ambient = [
  { object: 'Date', property: 'now', message: 'Take the clock from the caller.' },
  { object: 'Math', property: 'random', message: 'Take the randomness from the caller.' },
  { object: 'process', property: 'env', message: 'Only apps and cli-kit read the environment.' },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/*.generated.ts',
      '**/node_modules/**',
      '**/coverage/**',
      '**/wasm/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  node.configs['flat/recommended-module'],
  {
    settings: { node: { version: '>=20.19.0' } },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // An async method or generator of a port may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/unbound-method': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      'max-params': ['error', 3],
      'n/prefer-node-protocol': 'error',
      // Present in Node 20, where they are merely called experimental.
      'n/no-unsupported-features/node-builtins': [
        'error',
        {
          ignores: [
            'import.meta.dirname',
            'import.meta.filename',
            'crypto',
            'fetch',
            'ReadableStream',
            'zlib.crc32',
          ],
        },
      ],
      // TypeScript and the layer check know the workspace's imports better.
      'n/no-missing-import': 'off',
      'n/no-unpublished-import': 'off',
      'n/no-extraneous-import': 'off',
    },
  },
  {
    files: [
      'packages/*/src/**/*.ts',
      'apps/*/src/**/*.ts',
      'examples/*/src/**/*.ts',
      'tooling/testbed/src/**/*.ts',
    ],
    ignores: ['**/*.test.ts'],
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['**/*.test.ts', 'packages/cli-kit/**', 'packages/testing/**'],
    rules: { 'no-restricted-properties': ['error', ...ambient], 'no-console': 'error' },
  },
  {
    files: ['packages/core/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^node:' }, { regex: '^@deltaglider/' }] },
      ],
      'no-restricted-globals': ['error', 'Buffer', 'process', 'require', '__dirname'],
    },
  },
  {
    files: ['**/*.test.ts', '**/test/**', 'packages/testing/**'],
    rules: { 'max-lines-per-function': 'off', 'max-params': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js', '**/*.config.ts', '**/bin/**'],
    extends: [tseslint.configs.disableTypeChecked],
    // Programs may end themselves, and these run where the repository is checked out.
    rules: {
      'n/hashbang': 'off',
      'n/no-process-exit': 'off',
      'n/no-unsupported-features/node-builtins': 'off',
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { require: 'readonly' } },
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      'no-undef': 'off',
      // Runs where the packed packages are installed.
      'n/no-missing-require': 'off',
    },
  },
  prettier,
);
