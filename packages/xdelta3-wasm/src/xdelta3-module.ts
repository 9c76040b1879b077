import { webAssembly, type WasmModule } from './engine/web-assembly.ts';
import { XDELTA3_WASM } from './xdelta3-wasm.generated.ts';

let compiled: Promise<WasmModule> | undefined;

/** The module, compiled once in this realm; workers are given it instead of compiling it again. */
export function compileXdelta3(): Promise<WasmModule> {
  compiled ??= webAssembly.compile(fromBase64(XDELTA3_WASM));
  return compiled;
}

/** A plain loop: iterating over the characters takes ten times as long, at the start of every program. */
function fromBase64(text: string): Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
