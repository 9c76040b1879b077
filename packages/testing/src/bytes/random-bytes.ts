/** `size` bytes that look random and are the same for the same seed, on every machine. */
export function randomBytes(seed: number, size: number): Uint8Array {
  const next = createRandom(seed);
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size;) {
    let word = next();
    for (let i = 0; i < 4 && at < size; i++, at++, word >>>= 8) bytes[at] = word & 0xff;
  }
  return bytes;
}

/** A generator of unsigned 32-bit numbers (mulberry32): small, fast, and good enough to defeat compression. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
