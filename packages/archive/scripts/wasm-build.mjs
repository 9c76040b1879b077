/** Builds the files of `wasm/` and their manifests anew. */
import { wasmFiles } from './wasm-compile.mjs';

for (const file of wasmFiles) file.build();
