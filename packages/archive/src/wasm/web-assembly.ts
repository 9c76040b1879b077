/** What is used of WebAssembly: neither Node's types nor the ES library declare it. */
interface WebAssemblyNamespace {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, () => void>>>>,
  ) => { readonly exports: unknown };
}

/** A compiled module. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

// A local type instead of a global declaration: consumers' own declarations cannot collide with it.
export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyNamespace })
  .WebAssembly;
