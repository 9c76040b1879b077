/** Compiles the wasm from its pinned sources; returns its bytes and the manifest that describes them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emscripten, xdelta3, xz } from './pins.mjs';
import { findXdelta3, sha256, unpackXz } from './wasm-sources.mjs';

const shim = fileURLToPath(new URL('../wasm/shim.c', import.meta.url));

export async function compileWasm() {
  const version = run('emcc', ['--version']).match(/\) (\d+\.\d+\.\d+)/)?.[1];
  if (version !== emscripten.version) {
    throw new Error(`Emscripten ${emscripten.version} is needed, found ${version ?? 'none'}.`);
  }
  const work = mkdtempSync(join(tmpdir(), 'xdelta3-wasm-'));
  try {
    const folders = { work, xdelta3: findXdelta3(), xz: unpackXz(work) };
    const wasm = link(work, compile(folders));
    return { wasm, manifest: describe(wasm) };
  } finally {
    rmSync(work, { recursive: true });
  }
}

function compile(folders) {
  const includes = xz.includes.map((path) => `-I${join(folders.xz, path)}`);
  const objects = xz.files.map((file) => {
    const object = join(folders.work, `${file.replace('/', '_')}.o`);
    const source = join(folders.xz, 'src/liblzma', file);
    emcc(['-c', ...emscripten.compile, ...defines(xz.defines), ...includes, source, '-o', object]);
    return object;
  });
  const object = join(folders.work, 'shim.o');
  const paths = [`-I${folders.xdelta3}`, `-I${join(folders.xz, 'src/liblzma/api')}`];
  const flags = [...emscripten.compile, ...defines(xdelta3.defines), '-include', 'assert.h'];
  emcc(['-c', ...flags, ...paths, shim, '-o', object]);
  return [object, ...objects];
}

function link(work, objects) {
  const output = join(work, 'xdelta3.wasm');
  emcc([...emscripten.compile, ...emscripten.link, ...objects, '-o', output]);
  return readFileSync(output);
}

function describe(wasm) {
  return {
    sha256: sha256(wasm),
    size: wasm.length,
    tools: {
      emscripten: emscripten.version,
      clang: run('/usr/bin/clang-14', ['--version']).split('\n')[0],
      binaryen: run('wasm-opt', ['--version']).trim(),
    },
    sources: {
      shim: sha256(readFileSync(shim)),
      pins: sha256(JSON.stringify({ emscripten, xdelta3, xz })),
      xdelta3: { version: xdelta3.version, npm: 'xdelta3-wasm@1.0.0', sha256: xdelta3.sha256 },
      liblzma: { version: xz.version, debian: xz.tarball, sha256: xz.sha256 },
    },
  };
}

const defines = (list) => list.map((define) => `-D${define}`);
const emcc = (args) => execFileSync('emcc', args, { stdio: ['ignore', 'inherit', 'inherit'] });

function run(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8' });
  } catch (error) {
    throw new Error(`${command} is needed to build the wasm (Debian: emscripten).`, {
      cause: error,
    });
  }
}
