/** The liblzma of Debian's xz-utils: where it comes from, and how its files are compiled. */
import { join } from 'node:path';
import { compileFile, defines } from './emscripten.mjs';

export const xzSource = {
  package: 'xz-utils',
  variable: 'XZ_UTILS_TARBALL',
  version: '5.4.1',
  tarball: 'xz-utils_5.4.1.orig.tar.xz',
  sha256: '5d9827aa1875b21c288f78864bb26d2650b436ea8d2cad364e4921eb6266a5a5',
  folder: 'xz-5.4.1',
};

/** Compiles the files that `xz` lists, from the unpacked source; resolves to the objects. */
export function compileLiblzma(xz, { source, work }) {
  const includes = xz.includes.map((path) => `-I${join(source, path)}`);
  return xz.files.map((file) => {
    const object = join(work, `${file.replace('/', '_')}.o`);
    compileFile(join(source, 'src/liblzma', file), object, [...defines(xz.defines), ...includes]);
    return object;
  });
}
