import { createRandom, randomBytes } from './random-bytes.ts';

const LONGEST_EDIT = 64;

/** A copy with `edits` short runs replaced, inserted or removed: the next version of a file. */
export function mutate(bytes: Uint8Array, seed: number, edits: number): Uint8Array {
  const next = createRandom(seed);
  let current = bytes;
  for (let edit = 0; edit < edits; edit++) {
    const at = next() % (current.length + 1);
    const length = 1 + (next() % LONGEST_EDIT);
    const kind = next() % 3;
    const inserted = kind === 2 ? new Uint8Array(0) : randomBytes(next(), length);
    const removed = kind === 1 ? 0 : length;
    current = splice(current, at, { removed, inserted });
  }
  return current;
}

function splice(
  bytes: Uint8Array,
  at: number,
  change: { readonly removed: number; readonly inserted: Uint8Array },
): Uint8Array {
  const tail = bytes.subarray(Math.min(at + change.removed, bytes.length));
  const result = new Uint8Array(at + change.inserted.length + tail.length);
  result.set(bytes.subarray(0, at));
  result.set(change.inserted, at);
  result.set(tail, at + change.inserted.length);
  return result;
}
