/** A file format that the xdelta3 command unpacks. */
export type Format = 'gzip' | 'bzip2' | 'xz';

/** What one instance does with all of its input. */
export type Operation = Expansion | Deflation | Bzip2Compression | XzCompression;

/** Unpacks a whole file of a format. */
type Expansion = FileExpansion | StreamExpansion;

interface FileExpansion {
  readonly type: 'expand';
  readonly format: Format;
  readonly onlyOne?: false;
}

/** Unpacks what the file begins with, and leaves what is behind that. */
interface StreamExpansion {
  readonly type: 'expand';
  readonly format: Exclude<Format, 'gzip'>;
  readonly onlyOne: true;
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
  /** What each such block but the last has of the content. @default 3 dictionaries, as the command has it */
  readonly blockSize?: number;
}

/** The integrity check of an .xz file, by its number in the format. */
export type XzCheck = keyof typeof XZ_CHECK_SIZES;

/** Bytes that each check takes. */
export const XZ_CHECK_SIZES = { 0: 0, 1: 4, 4: 8, 10: 32 } as const;

/** The exports of `wasm/*.c` that open an operation. Pointers come back signed: use `>>> 0`. */
export interface OperationExports {
  readonly gunzip_open: () => number;
  readonly bunzip2_open: (onlyOne: number) => number;
  readonly unxz_open: (onlyOne: number) => number;
  readonly deflate_open: (like: number, level: number, memoryLevel: number) => number;
  readonly bzip2_open: (level: number) => number;
  readonly xz_open: (preset: number, extreme: number, check: number) => number;
  readonly xz_blocks_open: (preset: number, extreme: number, check: number, size: number) => number;
}

const LIKE = { zlib: 0, gzip: 1, pigz: 2 } as const;

/** Opens the operation in a fresh instance; true where that worked. */
export function openOperation(exports: OperationExports, operation: Operation): boolean {
  return open(exports, operation) === 0;
}

function open(exports: OperationExports, operation: Operation): number {
  switch (operation.type) {
    case 'expand':
      return openExpansion(exports, operation);
    case 'deflate':
      return exports.deflate_open(LIKE[operation.like], operation.level, operation.memoryLevel);
    case 'bzip2':
      return exports.bzip2_open(operation.level);
    case 'xz': {
      const { preset, check, blocks, blockSize = 0 } = operation;
      const extreme = operation.extreme ? 1 : 0;
      return blocks
        ? exports.xz_blocks_open(preset, extreme, check, blockSize)
        : exports.xz_open(preset, extreme, check);
    }
  }
}

function openExpansion(exports: OperationExports, { format, onlyOne }: Expansion): number {
  switch (format) {
    case 'gzip':
      return exports.gunzip_open();
    case 'bzip2':
      return exports.bunzip2_open(onlyOne === true ? 1 : 0);
    case 'xz':
      return exports.unxz_open(onlyOne === true ? 1 : 0);
  }
}
