/** Makes the modules that hold the wasm files and the worker as strings. */
import { fileURLToPath } from 'node:url';
import { writeStringModule, writeWasmModule } from '../../../tooling/wasm-build/string-module.mjs';
import { bundleWorker } from './bundle-worker.mjs';

const root = new URL('../', import.meta.url);

await writeWasmModule(root, 'archive-wasm', { constant: 'ARCHIVE_WASM', file: 'archive.wasm' });
await writeWasmModule(root, 'deflate-wasm', { constant: 'DEFLATE_WASM', file: 'deflate.wasm' });
await writeStringModule(root, 'rebuild-worker', {
  constant: 'REBUILD_WORKER',
  text: await bundleWorker(fileURLToPath(new URL('src/deflate/rebuild-worker.ts', root))),
});
