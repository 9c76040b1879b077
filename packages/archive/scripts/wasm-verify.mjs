/** Compares the committed wasm with a new build, byte for byte. */
import { archiveWasm } from './wasm-compile.mjs';

archiveWasm.verify();
