import { concat } from './support.ts';

/** What a handmade window says of itself; what is left out is consistent. */
export interface WindowFields {
  readonly indicator?: number;
  readonly segment?: readonly [length: number, offset: number];
  readonly targetSize?: number;
  readonly deltaIndicator?: number;
  readonly data?: Uint8Array;
  readonly instructions?: Uint8Array;
  readonly addresses?: Uint8Array;
  /** Sizes that the window claims for its sections. */
  readonly claimed?: readonly [data: number, instructions: number, addresses: number];
}

export const MAGIC = Uint8Array.of(0xd6, 0xc3, 0xc4, 0);
export const PLAIN_HEADER = concat(MAGIC, Uint8Array.of(0));
const NONE = new Uint8Array(0);

export function varint(value: number): Uint8Array {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift((rest % 128) + 128);
  }
  return Uint8Array.from(bytes);
}

/** A window in the wire format, by default a valid one of no bytes. */
export function vcdiffWindow(fields: WindowFields): Uint8Array {
  const { indicator = 0, segment, targetSize = 0, deltaIndicator = 0 } = fields;
  const { data = NONE, instructions = NONE, addresses = NONE } = fields;
  const claimed = fields.claimed ?? [data.length, instructions.length, addresses.length];
  const sizes = concat(...claimed.map((size) => varint(size)));
  const head = concat(varint(targetSize), Uint8Array.of(deltaIndicator), sizes);
  const length = head.length + claimed.reduce((sum, size) => sum + size, 0);
  const place = segment === undefined ? NONE : concat(varint(segment[0]), varint(segment[1]));
  return concat(
    Uint8Array.of(indicator),
    place,
    varint(length),
    head,
    data,
    instructions,
    addresses,
  );
}
