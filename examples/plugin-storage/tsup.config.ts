import { defineConfig } from 'tsup';
import { library } from '../../tooling/tsup.ts';

export default defineConfig(library({ entry: ['src/hooks/*.ts'], dts: false, sourcemap: false }));
