/** A stream of whole numbers from 0 to 2^32 - 1 that depends on the two seeds alone (splitmix32). */
export function seededRandom(seed, stream = 0) {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

/** How often the thing of this number has changed up to and including this day, at one chance in a hundred a day. */
export function revisionOn(number, day) {
  let revision = 0;
  for (let past = 1; past <= day; past++) {
    if (seededRandom(number, past)() % 100 === 0) revision++;
  }
  return revision;
}
