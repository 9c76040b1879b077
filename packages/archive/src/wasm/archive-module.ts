import { webAssembly, type WasmModule } from './web-assembly.ts';

let compiled: Promise<WasmModule> | undefined;

/** The module, loaded and compiled at its first use: most restores never need it. */
export function compileArchive(): Promise<WasmModule> {
  compiled ??= load();
  return compiled;
}

async function load(): Promise<WasmModule> {
  const { ARCHIVE_WASM } = await import('../archive-wasm.generated.ts');
  const characters = atob(ARCHIVE_WASM);
  return await webAssembly.compile(
    Uint8Array.from({ length: characters.length }, (_, index) => characters.charCodeAt(index)),
  );
}
