import { webAssembly, type WasmModule } from './engine/web-assembly.ts';
import { XDELTA3_WASM } from './xdelta3-wasm.generated.ts';

let compiled: Promise<WasmModule> | undefined;

/** The module, compiled once in this realm; workers are given it instead of compiling it again. */
export function compileXdelta3(): Promise<WasmModule> {
  compiled ??= webAssembly.compile(
    Uint8Array.from(atob(XDELTA3_WASM), (character) => character.charCodeAt(0)),
  );
  return compiled;
}
