/** Compiles the wasm from its pinned sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackSource } from '../../../tooling/wasm-build/debian-source.mjs';
import { sha256 } from '../../../tooling/wasm-build/digest.mjs';
import {
  compileFile,
  defines,
  emscripten,
  linkWasm,
} from '../../../tooling/wasm-build/emscripten.mjs';
import { compileLiblzma, xzSource } from '../../../tooling/wasm-build/liblzma.mjs';
import { wasmFile } from '../../../tooling/wasm-build/wasm-file.mjs';
import { bzip2, xz, zlib } from './pins.mjs';

const folder = fileURLToPath(new URL('../wasm/', import.meta.url));
const ours = readdirSync(folder)
  .filter((name) => /\.[ch]$/.test(name))
  .sort();

export const archiveWasm = wasmFile({
  root: new URL('../', import.meta.url),
  name: 'archive',
  compile,
  sources: {
    files: sha256(ours.map((name) => `${sha256(read(name))}  ${name}\n`).join('')),
    pins: sha256(JSON.stringify({ emscripten, zlib, bzip2, xz })),
    zlib: describe(zlib),
    bzip2: describe(bzip2),
    liblzma: describe(xzSource),
  },
});

function compile(work) {
  const sources = {
    zlib: unpackSource(zlib, work),
    bzip2: unpackSource(bzip2, work),
    xz: unpackSource(xzSource, work),
  };
  const objects = [
    ...compileLibrary(zlib, { source: sources.zlib, work }),
    ...compileLibrary(bzip2, { source: sources.bzip2, work }),
    ...compileLiblzma(xz, { source: sources.xz, work }),
    ...compileOurs(sources, work),
  ];
  const output = join(work, 'archive.wasm');
  linkWasm(objects, output);
  return readFileSync(output);
}

function compileLibrary(library, { source, work }) {
  return library.files.map((file) => {
    const object = join(work, `${library.package}-${file}.o`);
    compileFile(join(source, file), object, defines(library.defines));
    return object;
  });
}

function compileOurs(sources, work) {
  const includes = [sources.zlib, sources.bzip2, join(sources.xz, 'src/liblzma/api')];
  const flags = [...defines([...zlib.defines, ...bzip2.defines]), ...includes.map((i) => `-I${i}`)];
  return ours
    .filter((name) => name.endsWith('.c'))
    .map((name) => {
      const object = join(work, `ours-${name}.o`);
      compileFile(join(folder, name), object, flags);
      return object;
    });
}

function describe({ version, tarball, sha256: digest }) {
  return { version, debian: tarball, sha256: digest };
}

function read(name) {
  return readFileSync(join(folder, name));
}
