import { compileWasm } from '../wasm/compile-wasm.ts';
import type { WasmModule } from '../wasm/web-assembly.ts';

/** What an object names when its structure is for this build. Another meaning of any structure needs another number. */
export const RECODER_ID = 1;

let compiled: Promise<WasmModule> | undefined;

/** The module, loaded and compiled at its first use. */
export function compileDeflate(): Promise<WasmModule> {
  compiled ??= load();
  return compiled;
}

async function load(): Promise<WasmModule> {
  const { DEFLATE_WASM } = await import('../deflate-wasm.generated.ts');
  return await compileWasm(DEFLATE_WASM);
}
