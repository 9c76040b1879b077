/** Builds `wasm/archive.wasm` and its manifest anew. */
import { archiveWasm } from './wasm-compile.mjs';

archiveWasm.build();
