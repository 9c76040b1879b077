import type { DeltaGliderError } from '@deltaglider/core';
import { damaged } from './damaged.ts';

/** No varint is longer: eight times seven bits hold every number up to 2^53 - 1. */
export const MAX_VARINT_SIZE = 8;

/** Reads what a ByteWriter wrote, and believes none of it. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #name: string;
  #offset = 0;

  /** @param name what the bytes are, for errors */
  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes;
    this.#name = name;
  }

  /** Bytes that were read. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes that were not read yet. */
  get left(): number {
    return this.#bytes.length - this.#offset;
  }

  byte(): number {
    const value = this.#bytes[this.#offset];
    if (value === undefined) throw this.#cutShort();
    this.#offset += 1;
    return value;
  }

  /** @throws DELTA_FAILED where the number is above the limit, or written longer than it must be */
  varint(limit: number): number {
    let value = 0;
    let weight = 1;
    for (let size = 1; size <= MAX_VARINT_SIZE; size += 1) {
      const byte = this.byte();
      value += (byte & 127) * weight;
      weight *= 128;
      if (byte < 128) {
        if (byte === 0 && size > 1)
          throw damaged(`${this.#name} has a number that is longer than it must be`);
        if (value > limit)
          throw damaged(`${this.#name} says ${value} where at most ${limit} can be`);
        return value;
      }
    }
    throw damaged(`${this.#name} has a number that is longer than any can be`);
  }

  bytes(size: number): Uint8Array {
    if (size > this.left) throw this.#cutShort();
    const part = this.#bytes.subarray(this.#offset, this.#offset + size);
    this.#offset += size;
    return part;
  }

  /** @throws DELTA_FAILED where a list of so many cannot be in what is left, each of at least one byte */
  assertHolds(count: number): void {
    if (count > this.left) throw damaged(`${this.#name} cannot hold ${count} entries`);
  }

  assertEnd(): void {
    if (this.left > 0) throw damaged(`${this.left} bytes stand behind ${this.#name}`);
  }

  #cutShort(): DeltaGliderError {
    return damaged(`${this.#name} is cut short`);
  }
}
