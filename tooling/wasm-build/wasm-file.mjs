/** The committed wasm of a package and the manifest beside it: `wasm/<name>.wasm`, `wasm/<name>.json`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { sha256 } from './digest.mjs';
import { assertEmscripten, describeTools } from './emscripten.mjs';

/**
 * A package's wasm: `root` its folder as a URL, `compile(work)` makes the bytes in a temporary folder, `sources`
 * describes what they are made from.
 */
export function wasmFile({ root, name, compile, sources }) {
  const path = new URL(`wasm/${name}.wasm`, root);
  const manifestPath = new URL(`wasm/${name}.json`, root);
  return {
    /** Builds the wasm and its manifest anew. */
    build: () => {
      const { wasm, manifest } = make(name, compile, sources);
      writeFileSync(path, wasm);
      writeFileSync(manifestPath, `${JSON.stringify(manifest, undefined, 2)}\n`);
      console.log(`wasm/${name}.wasm: ${wasm.length} bytes, SHA-256 ${manifest.sha256}`);
    },
    /** Builds it in a temporary folder and compares it with the committed one, byte for byte. */
    verify: () => {
      const committed = readFileSync(path);
      const recorded = JSON.parse(readFileSync(manifestPath, 'utf8'));
      if (sha256(committed) !== recorded.sha256) {
        throw new Error(`wasm/${name}.wasm is not the file that wasm/${name}.json describes.`);
      }
      const { wasm, manifest } = make(name, compile, sources);
      if (!committed.equals(wasm)) {
        throw new Error(
          `The build gives SHA-256 ${manifest.sha256}, committed is ${recorded.sha256}.`,
        );
      }
      if (!isDeepStrictEqual(manifest, recorded)) {
        throw new Error(`The bytes agree, the manifest does not: ${JSON.stringify(manifest)}`);
      }
      console.log(`wasm/${name}.wasm reproduces: SHA-256 ${manifest.sha256}`);
    },
  };
}

function make(name, compile, sources) {
  assertEmscripten();
  const work = mkdtempSync(join(tmpdir(), `${name}-wasm-`));
  try {
    const wasm = compile(work);
    const manifest = { sha256: sha256(wasm), size: wasm.length, tools: describeTools(), sources };
    return { wasm, manifest };
  } finally {
    rmSync(work, { recursive: true });
  }
}
