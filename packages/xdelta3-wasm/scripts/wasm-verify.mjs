/** Compares the committed wasm with a new build, byte for byte. */
import { xdelta3Wasm } from './wasm-compile.mjs';

xdelta3Wasm.verify();
