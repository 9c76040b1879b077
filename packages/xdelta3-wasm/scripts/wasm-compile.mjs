/** Compiles the wasm from its pinned sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackSource } from '../../../tooling/wasm-build/debian-source.mjs';
import { expectDigest, sha256 } from '../../../tooling/wasm-build/digest.mjs';
import {
  compileFile,
  defines,
  emscripten,
  linkWasm,
} from '../../../tooling/wasm-build/emscripten.mjs';
import { compileLiblzma, xzSource } from '../../../tooling/wasm-build/liblzma.mjs';
import { wasmFile } from '../../../tooling/wasm-build/wasm-file.mjs';
import { xdelta3, xz } from './pins.mjs';

const shim = fileURLToPath(new URL('../wasm/shim.c', import.meta.url));

export const xdelta3Wasm = wasmFile({
  root: new URL('../', import.meta.url),
  name: 'xdelta3',
  compile,
  sources: {
    shim: sha256(readFileSync(shim)),
    pins: sha256(JSON.stringify({ emscripten, xdelta3, xz })),
    xdelta3: { version: xdelta3.version, npm: 'xdelta3-wasm@1.0.0', sha256: xdelta3.sha256 },
    liblzma: { version: xzSource.version, debian: xzSource.tarball, sha256: xzSource.sha256 },
  },
});

function compile(work) {
  const source = unpackSource(xzSource, work);
  const objects = compileLiblzma(xz, { source, work });
  const object = join(work, 'shim.o');
  const paths = [`-I${findXdelta3()}`, `-I${join(source, 'src/liblzma/api')}`];
  compileFile(shim, object, [...defines(xdelta3.defines), '-include', 'assert.h', ...paths]);
  const output = join(work, 'xdelta3.wasm');
  linkWasm([object, ...objects], output);
  return readFileSync(output);
}

/** The folder of xdelta3's C source in its npm package, after a look at every file that may be compiled. */
function findXdelta3() {
  const manifest = createRequire(import.meta.url).resolve('xdelta3-wasm/package.json');
  const folder = join(dirname(manifest), 'src/native/xdelta/xdelta3');
  const names = readdirSync(folder).filter((name) => /\.[ch]$/.test(name));
  const listing = names
    .sort()
    .map((name) => `${sha256(readFileSync(join(folder, name)))}  ${name}\n`);
  expectDigest('the C source of xdelta3', sha256(listing.join('')), xdelta3.sha256);
  return folder;
}
