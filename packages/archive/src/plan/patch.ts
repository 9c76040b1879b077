/** Four bytes of a form that are something else in the next one. */
export interface Patch {
  /** Of the first byte, in the form that the level begins with. */
  readonly offset: number;
  /** What they are there, as a little-endian number. */
  readonly bytes: number;
}

export const PATCH_SIZE = 4;
