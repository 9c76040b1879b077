/** Builds `wasm/xdelta3.wasm` and its manifest anew. */
import { writeFileSync } from 'node:fs';
import { compileWasm } from './wasm-compile.mjs';

const { wasm, manifest } = await compileWasm();
writeFileSync(new URL('../wasm/xdelta3.wasm', import.meta.url), wasm);
writeFileSync(
  new URL('../wasm/xdelta3.json', import.meta.url),
  `${JSON.stringify(manifest, undefined, 2)}\n`,
);
console.log(`wasm/xdelta3.wasm: ${wasm.length} bytes, SHA-256 ${manifest.sha256}`);
