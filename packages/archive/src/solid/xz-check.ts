import { XZ_CHECK_SIZES, type XzCheck } from '../wasm/operation.ts';

const CHECKS = Object.keys(XZ_CHECK_SIZES).map(Number) as readonly XzCheck[]; // The keys are its members.

/** The integrity check of this number, where it is one that liblzma makes. */
export function findXzCheck(number: number | undefined): XzCheck | undefined {
  return CHECKS.find((check) => check === number);
}
