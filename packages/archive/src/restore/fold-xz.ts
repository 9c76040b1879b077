import { findXzCheck } from '../solid/xz-check.ts';
import { readXzHeader } from '../solid/xz-header.ts';
import { defaultXzBlock, XZ_DICTIONARIES, XZ_PRESETS } from '../solid/xz-presets.ts';
import { XZ_CHECK_SIZES, type XzCheck, type XzCompression } from '../wasm/operation.ts';
import { NOTHING, type Folding } from './folding.ts';

const MIB = 1024 * 1024;
const CHECKS: readonly XzCheck[] = [4, 1, 0, 10];
const DEFAULT_CHECK: XzCheck = 4;
const LARGEST_CHECK = 32;
const MIN_BLOCK = MIB;
/** Sizes are padded to this, so a check of another size moves the end by its own size and at most this. */
const PADDING = 4;

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
  const header = readXzHeader(wanted.start);
  const likely = {
    check: findXzCheck(header?.check) ?? DEFAULT_CHECK,
    blocks: header?.firstBlock.contentSize !== undefined,
  };
  const dictionary = header?.firstBlock.dictionary;
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
    XZ_PRESETS.map((preset): Effort => ({ preset, extreme })),
  );
  const isAlike = ({ preset }: Effort): boolean => XZ_DICTIONARIES[preset] === dictionary;
  return [...efforts.filter(isAlike), ...efforts.filter((effort) => !isAlike(effort))];
}

/** The same with another check, where that may bring the right size: the compressed data stays what it is. */
function otherChecks(
  { size, contentSize }: WantedXz,
  bodySize: number,
  operation: XzCompression,
): readonly XzCompression[] {
  const block = defaultXzBlock(operation.preset);
  const blocks = operation.blocks ? Math.max(1, Math.ceil(contentSize / block)) : 1;
  return CHECKS.filter((check) => {
    if (check === operation.check) return false;
    const change = blocks * (XZ_CHECK_SIZES[check] - XZ_CHECK_SIZES[operation.check]);
    return Math.abs(bodySize + change - size) <= PADDING;
  }).map((check) => ({ ...operation, check }));
}
