/** Builds `wasm/xdelta3.wasm` and its manifest anew. */
import { xdelta3Wasm } from './wasm-compile.mjs';

xdelta3Wasm.build();
