import type { ByteStream } from '@deltaglider/core';
import type { CompressedRange } from './compressed-range.ts';

export interface OutputComparison {
  /** So many bytes of the output are not looked at. */
  readonly skip: number;
  /** Whether the output must end with the range; else it may go on, and is left there. */
  readonly isWhole: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Whether an output is what the range has; it is left at the first chunk that is not. */
export async function equalsOutput(
  output: ByteStream,
  { source, offset, size }: CompressedRange,
  { skip, isWhole, signal }: OutputComparison,
): Promise<boolean> {
  let skipping = skip;
  let left = size;
  for await (const chunk of output) {
    const made = chunk.subarray(skipping);
    skipping -= chunk.length - made.length;
    if (isWhole && made.length > left) return false;
    const compared = made.subarray(0, left);
    const wanted = await source.read(offset + size - left, compared.length, { signal });
    if (!isSame(compared, wanted)) return false;
    left -= compared.length;
    if (left === 0 && !isWhole) return true;
  }
  return left === 0;
}

function isSame(first: Uint8Array, second: Uint8Array): boolean {
  return first.length === second.length && first.every((byte, index) => byte === second[index]);
}
