/** Makes the modules that hold the wasm files as strings. */
import { writeWasmModule } from '../../../tooling/wasm-build/string-module.mjs';

const root = new URL('../', import.meta.url);

await writeWasmModule(root, 'archive-wasm', { constant: 'ARCHIVE_WASM', file: 'archive.wasm' });
await writeWasmModule(root, 'deflate-wasm', { constant: 'DEFLATE_WASM', file: 'deflate.wasm' });
