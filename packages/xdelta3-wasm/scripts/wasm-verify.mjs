/** Builds the wasm in a temporary folder and compares it with the committed one, byte for byte. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { compileWasm } from './wasm-compile.mjs';
import { sha256 } from './wasm-sources.mjs';

const committed = readFileSync(new URL('../wasm/xdelta3.wasm', import.meta.url));
const recorded = JSON.parse(readFileSync(new URL('../wasm/xdelta3.json', import.meta.url), 'utf8'));
if (sha256(committed) !== recorded.sha256) {
  throw new Error('wasm/xdelta3.wasm is not the file that wasm/xdelta3.json describes.');
}
const { wasm, manifest } = await compileWasm();
if (!committed.equals(wasm)) {
  throw new Error(`The build gives SHA-256 ${manifest.sha256}, committed is ${recorded.sha256}.`);
}
if (!isDeepStrictEqual(manifest, recorded)) {
  throw new Error(`The bytes agree, the manifest does not: ${JSON.stringify(manifest)}`);
}
console.log(`wasm/xdelta3.wasm reproduces: SHA-256 ${manifest.sha256}`);
