import { webAssembly, type WasmModule } from '../wasm/web-assembly.ts';

/** The exports of `wasm/deflate/*.c`. Pointers come back signed: use `>>> 0`. */
interface DeflateExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly _initialize: () => void;
  readonly parse_open: (separate: number) => void;
  readonly parse_room: () => number;
  readonly parse_input: () => number;
  readonly parse_given: (size: number, last: number) => void;
  readonly parse_run: () => number;
  readonly parse_content: () => number;
  readonly parse_content_size: () => number;
  readonly parse_section: (section: number) => number;
  readonly parse_section_size: (section: number) => number;
  readonly parse_bits: () => number;
  readonly parse_next: () => void;
  readonly parse_taken: () => number;
  readonly parse_tail: () => number;
  readonly section_room: (section: number, size: number) => number;
  readonly chunk_open: (prefixSize: number, chunkSize: number, model: number) => void;
  readonly rebuild_chunk: (phase: number, bits: number) => number;
  readonly shorten_chunk: (budget: number) => number;
  readonly short_section: (section: number) => number;
  readonly short_section_size: (section: number) => number;
  readonly filter_open: (bits: number) => number;
  readonly filter_add_chunk: () => number;
  readonly count_misses: (symbols: number, most: number) => number;
}

/** The sections that the host gives, by the numbers of `wasm/deflate/host.c`. */
export const SECTION = { content: 0, blocks: 1, steps: 2, distances: 3, output: 4 } as const;

/** There is not enough memory for a chunk. */
export class DeflateMemoryError extends Error {
  constructor() {
    super('There is not enough memory for a part of a deflate stream.');
    this.name = 'DeflateMemoryError';
  }
}

/** An instance of the module: it works on one thing at a time, and its memory never shrinks. */
export class DeflateInstance {
  readonly exports: DeflateExports;

  constructor(module: WasmModule) {
    const imports = { env: { emscripten_notify_memory_growth: () => undefined } };
    // The module is ours, and its exports are those of `wasm/deflate/*.c`.
    this.exports = new webAssembly.Instance(module, imports).exports as DeflateExports;
    this.exports._initialize();
  }

  /** A copy of bytes in the instance's memory. */
  copy(pointer: number, size: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, pointer >>> 0, size).slice();
  }

  write(pointer: number, bytes: Uint8Array): void {
    new Uint8Array(this.exports.memory.buffer, pointer >>> 0, bytes.length).set(bytes);
  }

  /** Gives a section of a chunk. @throws DeflateMemoryError */
  give(section: number, bytes: Uint8Array): void {
    this.write(this.room(section, bytes.length), bytes);
  }

  /** Room for a section. @throws DeflateMemoryError */
  room(section: number, size: number): number {
    const pointer = this.exports.section_room(section, size) >>> 0;
    if (pointer === 0) throw new DeflateMemoryError();
    return pointer;
  }
}
