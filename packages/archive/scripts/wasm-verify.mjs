/** Compares the committed wasm files with new builds, byte for byte. */
import { wasmFiles } from './wasm-compile.mjs';

for (const file of wasmFiles) file.verify();
