/** Compiles both wasm files from their pinned sources. */
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
const root = new URL('../', import.meta.url);

/** Whole formats, both ways. */
const archiveWasm = wasmFile({
  root,
  name: 'archive',
  compile: compileArchive,
  sources: {
    files: digestOf(folder),
    pins: sha256(JSON.stringify({ emscripten, zlib, bzip2, xz })),
    zlib: describe(zlib),
    bzip2: describe(bzip2),
    liblzma: describe(xzSource),
  },
});

/** The structure of deflate streams. Objects name its version: what it makes of a structure must never change. */
const deflateWasm = wasmFile({
  root,
  name: 'deflate',
  compile: compileDeflate,
  sources: {
    files: digestOf(join(folder, 'deflate')),
    pins: sha256(JSON.stringify({ emscripten, zlib })),
    zlib: describe(zlib),
  },
});

export const wasmFiles = [archiveWasm, deflateWasm];

function compileArchive(work) {
  const sources = {
    zlib: unpackSource(zlib, work),
    bzip2: unpackSource(bzip2, work),
    xz: unpackSource(xzSource, work),
  };
  const objects = [
    ...compileLibrary(zlib, { source: sources.zlib, work }),
    ...compileLibrary(bzip2, { source: sources.bzip2, work }),
    ...compileLiblzma(xz, { source: sources.xz, work }),
    ...compileOurs(folder, work, [
      ...defines([...zlib.defines, ...bzip2.defines]),
      ...[sources.zlib, sources.bzip2, join(sources.xz, 'src/liblzma/api')].map((i) => `-I${i}`),
    ]),
  ];
  return link(objects, work);
}

function compileDeflate(work) {
  const source = unpackSource(zlib, work);
  const flags = [...defines(zlib.defines), `-I${source}`];
  // Its tables alone take more than the usual first memory.
  return link(compileOurs(join(folder, 'deflate'), work, flags), work, ['-sINITIAL_MEMORY=4MB']);
}

function link(objects, work, flags) {
  const output = join(work, 'linked.wasm');
  linkWasm(objects, output, flags);
  return readFileSync(output);
}

function compileLibrary(library, { source, work }) {
  return library.files.map((file) => {
    const object = join(work, `${library.package}-${file}.o`);
    compileFile(join(source, file), object, defines(library.defines));
    return object;
  });
}

function compileOurs(from, work, flags) {
  return ours(from)
    .filter((name) => name.endsWith('.c'))
    .map((name) => {
      const object = join(work, `ours-${name}.o`);
      compileFile(join(from, name), object, flags);
      return object;
    });
}

function ours(from) {
  return readdirSync(from)
    .filter((name) => /\.[ch]$/.test(name))
    .sort();
}

function digestOf(from) {
  const lines = ours(from).map((name) => `${sha256(readFileSync(join(from, name)))}  ${name}\n`);
  return sha256(lines.join(''));
}

function describe({ version, tarball, sha256: digest }) {
  return { version, debian: tarball, sha256: digest };
}
