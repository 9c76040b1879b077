import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { measureCommand } from './measure.mjs';

const BIN = fileURLToPath(new URL('../../../apps/cli/bin/run.js', import.meta.url));

/** The command line on a store in the work directory; each call measures one run. */
export function createCli(work) {
  const env = {
    DG_STORE: pathToFileURL(join(work, 'store')).href,
    DG_CACHE_DIR: join(work, 'cache'),
  };
  return (...words) => measureCommand(process.execPath, [BIN, ...words], env);
}
