/** Makes the module that holds the wasm as a string. */
import { writeWasmModule } from '../../../tooling/wasm-build/string-module.mjs';

const root = new URL('../', import.meta.url);

await writeWasmModule(root, 'archive-wasm', { constant: 'ARCHIVE_WASM', file: 'archive.wasm' });
