/** A generator of unsigned 32-bit numbers that is the same for the same seed: a xorshift. */
export function createRandom(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return Math.imul(state, 0x2545f491) >>> 3;
  };
}
