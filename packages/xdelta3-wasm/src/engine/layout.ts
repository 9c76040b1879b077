const KIB = 1024;
const MIB = 1024 * KIB;

/** The largest target window that native decoders of every version accept without complaint. */
export const MAX_TARGET_WINDOW = 8 * MIB;
const MIN_TARGET_WINDOW = 16 * KIB;

/** A reference below this size stays in memory as a whole while encoding, if nothing else is said. */
export const RESIDENT_REFERENCE = 512 * MIB;
const MIN_RESIDENT = MIB;
const ENCODE_BLOCK = 4 * MIB;
const MIN_ENCODE_BLOCKS = 16;
/** Room beside the window for matches that run over its edges. */
const SPARE_BLOCKS = 8;

const DECODE_BLOCK = 256 * KIB;
/** A reference of this size or less may stay in memory as a whole: archives copy from all over it. */
const DECODE_BLOCKS = 128;
/** So may one that later operations will find there; the C code has room for twice as many. */
const DECODE_BLOCKS_OF_KEPT = 512;
/** Of larger ones, which are mostly read in order, fewer blocks are held. */
const DECODE_BLOCKS_OF_LARGE = 16;
const MIN_BLOCK = 4 * KIB;

/** Slots in the index of the reference: 256 MiB of 32-bit offsets. */
const MAX_INDEX_SLOTS = 64 * MIB;
/** How far apart level 9 indexes positions of the reference. */
const LEVEL_9_STEP = 2;

/** How a reference is held: blocks of `blockSize` bytes, `blocks` of them at a time. */
export interface ReferenceLayout {
  readonly blockSize: number;
  readonly blocks: number;
}

export interface EncodeLayout extends ReferenceLayout {
  /** How far apart in the reference a match may be from where the encoder stands. */
  readonly sourceWindow: number;
  readonly lookStep: number;
}

export interface DecodeLayout extends ReferenceLayout {
  /** Whether there is room for all of the reference. */
  readonly holdsAll: boolean;
}

/** One block for a reference below `resident` bytes, else a window of blocks around the position. */
export function encodeLayout(referenceSize: number, resident: number): EncodeLayout {
  const window = powerOfTwoAbove(Math.max(resident, MIN_RESIDENT) / 2);
  if (referenceSize >= window) {
    const blockSize = Math.min(ENCODE_BLOCK, window / MIN_ENCODE_BLOCKS);
    const lookStep = Math.max(LEVEL_9_STEP, window / MAX_INDEX_SLOTS);
    return { blockSize, blocks: window / blockSize + SPARE_BLOCKS, sourceWindow: window, lookStep };
  }
  const blockSize = powerOfTwoAbove(referenceSize);
  const lookStep = Math.max(LEVEL_9_STEP, blockSize / MAX_INDEX_SLOTS);
  // xdelta3 gives its index a slot for every `lookStep` bytes of this window. Half as many again as are needed make
  // it faster and the delta smaller.
  const slots = Math.min(MAX_INDEX_SLOTS, powerOfTwoAbove((1.5 * referenceSize) / lookStep));
  const sourceWindow = Math.max(blockSize, slots * lookStep);
  return { blockSize, blocks: 1, sourceWindow, lookStep };
}

/** Small blocks, few of them: decoding needs little of a reference at a time. */
export function decodeLayout(referenceSize: number, isKept: boolean): DecodeLayout {
  const blockSize = Math.min(DECODE_BLOCK, powerOfTwoAbove(referenceSize));
  const most = isKept ? DECODE_BLOCKS_OF_KEPT : DECODE_BLOCKS;
  const holdsAll = referenceSize <= DECODE_BLOCK * most;
  return { blockSize, blocks: holdsAll ? most : DECODE_BLOCKS_OF_LARGE, holdsAll };
}

/** About how much memory an encoder will use. */
export function encodeMemory(layout: EncodeLayout, window: number): number {
  const { blockSize, blocks, sourceWindow, lookStep } = layout;
  const index = (sourceWindow / lookStep) * 4;
  // Of the window: itself, its index of 4 bytes each, its sections before and after compression.
  return blockSize * blocks + index + window * 8 + 2 * MIB;
}

/** About how much memory a decoder will use, unless windows are unusual. */
export function decodeMemory(layout: ReferenceLayout, referenceSize: number): number {
  const held = Math.min(layout.blockSize * layout.blocks, referenceSize);
  return held < MIB ? 0 : held + 2 * MAX_TARGET_WINDOW;
}

/** The target window for what is known of the target so far. */
export function targetWindow(targetSize: number): number {
  return Math.min(MAX_TARGET_WINDOW, Math.max(MIN_TARGET_WINDOW, targetSize));
}

function powerOfTwoAbove(size: number): number {
  let power = MIN_BLOCK;
  while (power <= size) power *= 2;
  return power;
}
