const SIZE = 8_000;

/** Bytes that parents and children know alike: mostly the same, with the label in the middle; they do not compress. */
export function labelled(label: string): Uint8Array {
  const bytes = new Uint8Array(SIZE);
  let state = 12345;
  for (let i = 0; i < SIZE; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = state >>> 24;
  }
  bytes.set(new TextEncoder().encode(label), SIZE >> 1);
  return bytes;
}
