/** Makes one script of a worker and all that it imports, so that no bundler has to find it. */
import { build } from 'esbuild';

/** The script of the worker whose entry is this file: it declares `archiveWorker` with what the file exports. */
export async function bundleWorker(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    globalName: 'archiveWorker',
    target: 'es2022',
    legalComments: 'none',
    conditions: ['@deltaglider/source'],
  });
  return outputFiles[0].text;
}
