import { defineConfig } from 'tsup';
import { library } from '../../tooling/tsup.ts';

// Whatever lies in dist/commands is a command; what commands share lies above.
export default defineConfig(
  library({ entry: { 'commands/newest': 'src/commands/newest.ts' }, dts: false, sourcemap: false }),
);
