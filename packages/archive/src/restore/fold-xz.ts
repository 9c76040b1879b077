import { XZ_CHECK_SIZES, type XzCheck, type XzCompression } from '../wasm/operation.ts';
import { NOTHING, type Folding } from './folding.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
/** Dictionaries of the presets 0 to 9. */
const DICTIONARIES = [256 * KIB, MIB, 2 * MIB, 4 * MIB, 4 * MIB, 8 * MIB, 8 * MIB].concat([
  16 * MIB,
  32 * MIB,
  64 * MIB,
]);
/** Most likely first. */
const PRESETS = [6, 9, 0, 1, 2, 3, 4, 5, 7, 8];
const CHECKS: readonly XzCheck[] = [4, 1, 0, 10];
const DEFAULT_CHECK: XzCheck = 4;
const LARGEST_CHECK = 32;
const MIN_BLOCK = MIB;
/** Sizes are padded to this, so a check of another size moves the end by its own size and at most this. */
const PADDING = 4;

/** Where an .xz file has its check, and the first of its block headers. */
const CHECK_AT = 7;
const BLOCK_FLAGS_AT = 13;
const HAS_SIZES = 0xc0;
const LZMA2 = 0x21;

/** What is known of the xz file that is looked for. */
export interface WantedXz {
  readonly size: number;
  readonly contentSize: number;
  /** The first bytes of a file that is like it. */
  readonly start: Uint8Array;
}

/** How the xz file may have been made. */
export function foldXz(wanted: WantedXz): Folding {
  const { size, contentSize } = wanted;
  const likely = { check: checkOf(wanted.start), blocks: hasBlocks(wanted.start) };
  const dictionary = dictionaryOf(wanted.start);
  const most = Math.ceil(contentSize / MIN_BLOCK) + 1;
  return {
    operations: [likely.blocks, !likely.blocks].flatMap((blocks) =>
      effortsLike(dictionary).map((effort): XzCompression => ({
        type: 'xz',
        ...effort,
        check: likely.check,
        blocks,
      })),
    ),
    largestBody: size + most * LARGEST_CHECK,
    fits: (bodySize) => bodySize === size,
    frames: () => [{ head: NOTHING, tail: NOTHING }],
    alternatives: (bodySize, operation) =>
      operation.type === 'xz' && operation.check === likely.check
        ? otherChecks(wanted, bodySize, operation)
        : [],
  };
}

type Effort = Pick<XzCompression, 'preset' | 'extreme'>;

/** All presets, those with this dictionary first. */
function effortsLike(dictionary: number | undefined): readonly Effort[] {
  const efforts = [false, true].flatMap((extreme) =>
    PRESETS.map((preset): Effort => ({ preset, extreme })),
  );
  const isAlike = ({ preset }: Effort): boolean => DICTIONARIES[preset] === dictionary;
  return [...efforts.filter(isAlike), ...efforts.filter((effort) => !isAlike(effort))];
}

/** The same with another check, where that may bring the right size: the compressed data stays what it is. */
function otherChecks(
  { size, contentSize }: WantedXz,
  bodySize: number,
  operation: XzCompression,
): readonly XzCompression[] {
  const block = Math.max(MIN_BLOCK, 3 * (DICTIONARIES[operation.preset] ?? MIB));
  const blocks = operation.blocks ? Math.max(1, Math.ceil(contentSize / block)) : 1;
  return CHECKS.filter((check) => {
    if (check === operation.check) return false;
    const change = blocks * (XZ_CHECK_SIZES[check] - XZ_CHECK_SIZES[operation.check]);
    return Math.abs(bodySize + change - size) <= PADDING;
  }).map((check) => ({ ...operation, check }));
}

function checkOf(start: Uint8Array): XzCheck {
  return CHECKS.find((check) => check === start[CHECK_AT]) ?? DEFAULT_CHECK;
}

function hasBlocks(start: Uint8Array): boolean {
  return ((start[BLOCK_FLAGS_AT] ?? 0) & HAS_SIZES) === HAS_SIZES;
}

/** The dictionary size of the first block; `undefined` where that is not of LZMA2 alone. */
function dictionaryOf(start: Uint8Array): number | undefined {
  const flags = start[BLOCK_FLAGS_AT] ?? 0;
  let position = BLOCK_FLAGS_AT + 1;
  for (const size of [0x40, 0x80]) {
    if ((flags & size) === 0) continue;
    while ((start[position] ?? 0) >= 0x80) position += 1;
    position += 1;
  }
  const code = start[position + 2];
  if (code === undefined || start[position] !== LZMA2) return undefined;
  return (2 + (code % 2)) * 2 ** (Math.floor(code / 2) + 11);
}
