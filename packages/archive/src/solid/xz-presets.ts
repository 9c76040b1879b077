const KIB = 1024;
const MIB = 1024 * KIB;

/** Dictionaries of xz's presets 0 to 9. */
export const XZ_DICTIONARIES: readonly number[] = [
  256 * KIB,
  MIB,
  2 * MIB,
  4 * MIB,
  4 * MIB,
  8 * MIB,
  8 * MIB,
  16 * MIB,
  32 * MIB,
  64 * MIB,
];

/** Presets by how likely they are. */
export const XZ_PRESETS: readonly number[] = [6, 9, 0, 1, 2, 3, 4, 5, 7, 8];

const LEAST_BLOCK = MIB;

/** What `xz -T` takes for a block where no size is given. */
export function defaultXzBlock(preset: number): number {
  return Math.max(LEAST_BLOCK, 3 * (XZ_DICTIONARIES[preset] ?? 0));
}

/** The largest of these. */
export const LARGEST_XZ_BLOCK = defaultXzBlock(9);
