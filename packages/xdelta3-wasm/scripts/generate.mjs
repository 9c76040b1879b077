/** Makes the modules that hold the wasm and the worker as strings. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeStringModule, writeWasmModule } from '../../../tooling/wasm-build/string-module.mjs';

const root = new URL('../', import.meta.url);

const worker = await build({
  entryPoints: [fileURLToPath(new URL('src/worker/serve.ts', root))],
  bundle: true,
  write: false,
  minify: true,
  format: 'iife',
  globalName: 'xdelta3Worker',
  target: 'es2022',
  legalComments: 'none',
});

await writeWasmModule(root, 'xdelta3-wasm', { constant: 'XDELTA3_WASM', file: 'xdelta3.wasm' });
await writeStringModule(root, 'worker-source', {
  constant: 'WORKER_SOURCE',
  text: worker.outputFiles[0].text,
});
