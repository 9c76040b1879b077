import { DeltaGliderError } from '@deltaglider/core';
import type { SolidSettings, XzSettings } from './solid-settings.ts';
import { findXzCheck } from './xz-check.ts';
import { LARGEST_XZ_BLOCK } from './xz-presets.ts';

/** bzip2's levels are their own numbers, so xz's efforts begin behind them. */
const FIRST_XZ = 16;
const XZ_EFFORTS = 20;

/** The settings in a few bytes: numbers of 7 bits a byte, the lowest first. */
export function encodeSettings(settings: SolidSettings): Uint8Array {
  if (settings.method === 'bzip2') return Uint8Array.of(settings.level);
  const effort = FIRST_XZ + 2 * settings.preset + (settings.extreme ? 1 : 0);
  const blockSize = settings.blocks === 'one' ? 0 : settings.blockSize;
  return Uint8Array.from([effort, settings.check, ...varint(blockSize)]);
}

/**
 * The settings that these bytes, all of them, stand for.
 * @throws DELTA_FAILED where they stand for none
 */
export function decodeSettings(bytes: Uint8Array): SolidSettings {
  const settings = bytes.length === 1 ? toBzip2(bytes) : toXz(bytes);
  if (settings === undefined) {
    throw new DeltaGliderError(
      'DELTA_FAILED',
      'The delta names settings of bzip2 or xz that there are not.',
    );
  }
  return settings;
}

function toBzip2([level = 0]: Uint8Array): SolidSettings | undefined {
  return level >= 1 && level <= 9 ? { method: 'bzip2', level } : undefined;
}

function toXz([first = 0, second, ...rest]: Uint8Array): XzSettings | undefined {
  const effort = first - FIRST_XZ;
  const check = findXzCheck(second);
  const blockSize = fromVarint(rest);
  if (effort < 0 || effort >= XZ_EFFORTS) return undefined;
  if (check === undefined || blockSize === undefined || blockSize > LARGEST_XZ_BLOCK) {
    return undefined;
  }
  const settings = {
    method: 'xz',
    preset: Math.floor(effort / 2),
    extreme: effort % 2 === 1,
    check,
  } as const;
  return blockSize === 0
    ? { ...settings, blocks: 'one' }
    : { ...settings, blocks: 'sized', blockSize };
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [0x80 + (value % 0x80), ...varint(Math.floor(value / 0x80))];
}

/** The number that all of these bytes are, in the shortest way; small enough to be exact. */
function fromVarint(bytes: readonly number[]): number | undefined {
  const isWhole = bytes.every((byte, index) => byte >= 0x80 === index < bytes.length - 1);
  const isShortest = bytes.length === 1 || bytes.at(-1) !== 0;
  if (bytes.length === 0 || bytes.length > 4 || !isWhole || !isShortest) return undefined;
  return bytes.reduceRight((value, byte) => value * 0x80 + (byte % 0x80), 0);
}
