import { compileWasm } from './compile-wasm.ts';
import type { WasmModule } from './web-assembly.ts';

let compiled: Promise<WasmModule> | undefined;

/** The module, loaded and compiled at its first use: most restores never need it. */
export function compileArchive(): Promise<WasmModule> {
  compiled ??= load();
  return compiled;
}

async function load(): Promise<WasmModule> {
  const { ARCHIVE_WASM } = await import('../archive-wasm.generated.ts');
  return await compileWasm(ARCHIVE_WASM);
}
