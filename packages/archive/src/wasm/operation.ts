/** A file format that the xdelta3 command unpacks. */
export type Format = 'gzip' | 'bzip2' | 'xz';

/** What one instance does with all of its input. */
export type Operation = Expansion | Deflation | Bzip2Compression | XzCompression;

/** Unpacks a whole file of a format. */
interface Expansion {
  readonly type: 'expand';
  readonly format: Format;
}

/** Raw deflate as a program makes it. */
export interface Deflation {
  readonly type: 'deflate';
  /** `gzip` is GNU gzip; `pigz` works on pieces of 128 KiB. */
  readonly like: 'zlib' | 'gzip' | 'pigz';
  readonly level: number;
  /** zlib's own, 1 to 9. */
  readonly memoryLevel: number;
}

export interface Bzip2Compression {
  readonly type: 'bzip2';
  readonly level: number;
}

export interface XzCompression {
  readonly type: 'xz';
  readonly preset: number;
  readonly extreme: boolean;
  readonly check: XzCheck;
  /** In blocks that state their sizes, as the command does it with threads; else in one that does not. */
  readonly blocks: boolean;
}

/** The integrity check of an .xz file, by its number in the format. */
export type XzCheck = keyof typeof XZ_CHECK_SIZES;

/** Bytes that each check takes. */
export const XZ_CHECK_SIZES = { 0: 0, 1: 4, 4: 8, 10: 32 } as const;

/** The exports of `wasm/*.c` that open an operation. Pointers come back signed: use `>>> 0`. */
export interface OperationExports {
  readonly gunzip_open: () => number;
  readonly bunzip2_open: () => number;
  readonly unxz_open: () => number;
  readonly deflate_open: (like: number, level: number, memoryLevel: number) => number;
  readonly bzip2_open: (level: number) => number;
  readonly xz_open: (preset: number, extreme: number, check: number) => number;
  readonly xz_blocks_open: (preset: number, extreme: number, check: number) => number;
}

const LIKE = { zlib: 0, gzip: 1, pigz: 2 } as const;

/** Opens the operation in a fresh instance; true where that worked. */
export function openOperation(exports: OperationExports, operation: Operation): boolean {
  return open(exports, operation) === 0;
}

function open(exports: OperationExports, operation: Operation): number {
  switch (operation.type) {
    case 'expand':
      return openExpansion(exports, operation.format);
    case 'deflate':
      return exports.deflate_open(LIKE[operation.like], operation.level, operation.memoryLevel);
    case 'bzip2':
      return exports.bzip2_open(operation.level);
    case 'xz': {
      const { preset, check, blocks } = operation;
      const extreme = operation.extreme ? 1 : 0;
      return blocks
        ? exports.xz_blocks_open(preset, extreme, check)
        : exports.xz_open(preset, extreme, check);
    }
  }
}

function openExpansion(exports: OperationExports, format: Format): number {
  switch (format) {
    case 'gzip':
      return exports.gunzip_open();
    case 'bzip2':
      return exports.bunzip2_open();
    case 'xz':
      return exports.unxz_open();
  }
}
