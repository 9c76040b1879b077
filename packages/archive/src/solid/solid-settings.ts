import type { XzCheck } from '../wasm/operation.ts';

/** Formats whose streams are made again from settings alone. */
export type SolidMethod = SolidSettings['method'];

/** With what a stream was compressed: libbzip2 and liblzma make the same bytes of the same content again. */
export type SolidSettings = Bzip2Settings | XzSettings;

interface Bzip2Settings {
  readonly method: 'bzip2';
  /** 1 to 9. */
  readonly level: number;
}

export type XzSettings = OneBlockXz | SizedBlocksXz;

interface XzEffort {
  readonly method: 'xz';
  /** 0 to 9. */
  readonly preset: number;
  readonly extreme: boolean;
  readonly check: XzCheck;
}

/** One block that does not state its sizes, as xz writes it without threads. */
interface OneBlockXz extends XzEffort {
  readonly blocks: 'one';
}

/** Blocks that do, as `xz -T` and dpkg-deb write them, each of `blockSize` bytes of the content but the last. */
interface SizedBlocksXz extends XzEffort {
  readonly blocks: 'sized';
  readonly blockSize: number;
}
