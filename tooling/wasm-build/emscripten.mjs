/** Debian's Emscripten: how every wasm of this repository is compiled with it. */
import { execFileSync } from 'node:child_process';

/** Part of what decides the bytes of a wasm. */
export const emscripten = {
  version: '3.1.6',
  compile: ['-O3', '-msimd128', '-mbulk-memory', '-std=gnu11', '-w'],
  link: [
    '--no-entry',
    '-sSTANDALONE_WASM',
    '-sALLOW_MEMORY_GROWTH',
    '-sMAXIMUM_MEMORY=4GB',
    '-sINITIAL_MEMORY=1MB',
    '-sTOTAL_STACK=256KB',
    '-sERROR_ON_UNDEFINED_SYMBOLS=0',
  ],
};

export function assertEmscripten() {
  const version = run('emcc', ['--version']).match(/\) (\d+\.\d+\.\d+)/)?.[1];
  if (version !== emscripten.version) {
    throw new Error(`Emscripten ${emscripten.version} is needed, found ${version ?? 'none'}.`);
  }
}

/** The tools, as a manifest names them. */
export function describeTools() {
  return {
    emscripten: emscripten.version,
    clang: run('/usr/bin/clang-14', ['--version']).split('\n')[0],
    binaryen: run('wasm-opt', ['--version']).trim(),
  };
}

/** Compiles one C file; `flags` are those beside the common ones. */
export function compileFile(source, object, flags) {
  emcc(['-c', ...emscripten.compile, ...flags, source, '-o', object]);
}

/** Links objects to a wasm without any JavaScript. */
export function linkWasm(objects, output, flags = []) {
  emcc([...emscripten.compile, ...emscripten.link, ...flags, ...objects, '-o', output]);
}

export const defines = (list) => list.map((define) => `-D${define}`);

function emcc(args) {
  execFileSync('emcc', args, { stdio: ['ignore', 'inherit', 'inherit'] });
}

function run(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8' });
  } catch (error) {
    throw new Error(`${command} is needed to build the wasm (Debian: emscripten).`, {
      cause: error,
    });
  }
}
