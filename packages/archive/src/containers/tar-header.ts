import { toMemberName } from './member-name.ts';

export const TAR_BLOCK = 512;
const SPACE = 0x20;
const NAME = { at: 0, size: 100 };
const SIZE = { at: 124, size: 12 };
const CHECKSUM = { at: 148, size: 8 };
const TYPE = 156;
const MAGIC = { at: 257, size: 5 };
const PREFIX = { at: 345, size: 155 };
const IS_EXTENDED = 482;

export interface TarHeader {
  /** One character: `0` for a file, others for what else there is. */
  readonly type: string;
  readonly size: number;
  readonly name: string | undefined;
  /** Of a sparse file: whether blocks with more of its map follow. */
  readonly isExtended: boolean;
}

interface Field {
  readonly at: number;
  readonly size: number;
}

/** Reads a header's block; `undefined` where its checksum is wrong, or a number no number. */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.length < TAR_BLOCK || !hasChecksum(block)) return undefined;
  const size = readNumber(fieldOf(block, SIZE));
  const name = toMemberName(fieldOf(block, NAME));
  const isUstar = String.fromCharCode(...fieldOf(block, MAGIC)) === 'ustar';
  if (size === undefined || (name === undefined && !isUstar)) return undefined;
  const prefix =
    isUstar && block[MAGIC.at + 5] === 0 ? toMemberName(fieldOf(block, PREFIX)) : undefined;
  return {
    type: String.fromCharCode(block[TYPE] ?? 0),
    size,
    name: prefix === undefined ? name : `${prefix}/${name ?? ''}`,
    isExtended: block[IS_EXTENDED] !== 0,
  };
}

/** The sum of the bytes, its own field counted as spaces; old writers added them up with signs. */
function hasChecksum(block: Uint8Array): boolean {
  const stated = readNumber(fieldOf(block, CHECKSUM));
  if (stated === undefined) return false;
  let sum = CHECKSUM.size * SPACE;
  let negatives = 0;
  for (let at = 0; at < TAR_BLOCK; at += 1) {
    const byte = at >= CHECKSUM.at && at < CHECKSUM.at + CHECKSUM.size ? 0 : (block[at] ?? 0);
    sum += byte;
    if (byte > 127) negatives += 1;
  }
  return stated === sum || stated === sum - negatives * 256;
}

/** Octal digits between spaces and zeros, or a large number in bytes, the high ones first. */
function readNumber(field: Uint8Array): number | undefined {
  const first = field[0] ?? 0;
  if (first >= 128) return first === 128 ? readBinary(field.subarray(1)) : undefined;
  const digits = /^[ \0]*([0-7]*)[ \0]*$/.exec(String.fromCharCode(...field))?.[1];
  return digits === undefined ? undefined : Number.parseInt(`0${digits}`, 8);
}

function readBinary(bytes: Uint8Array): number | undefined {
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return Number.isSafeInteger(value) ? value : undefined;
}

function fieldOf(block: Uint8Array, { at, size }: Field): Uint8Array {
  return block.subarray(at, at + size);
}
