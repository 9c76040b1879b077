import type { Operation } from '../wasm/operation.ts';

/** One way to make a file of a format from what it contains: the body that an operation makes, in a frame. */
export interface Folding {
  /** The settings to try, the most likely first. */
  readonly operations: readonly Operation[];
  /** Whether a body of this size can be a part of the file: all others are dropped without a look. */
  fits(bodySize: number, operation: Operation): boolean;
  /** Bodies that become larger than this are given up. */
  readonly largestBody: number;
  /** What may stand around a body that fits, the most likely first; `cost` bytes are hashed for each. */
  frames(body: Body): Iterable<Frame>;
  /** Settings that are worth trying after a body of this size. */
  alternatives?(bodySize: number, operation: Operation): readonly Operation[];
}

/** What an operation made of the content. */
export interface Body {
  readonly operation: Operation;
  readonly size: number;
  /** CRC-32 of the content, where the operation is a deflation. */
  readonly contentCrc: number;
}

/** The bytes before and behind a body. */
export interface Frame {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

export const NOTHING = new Uint8Array(0);
