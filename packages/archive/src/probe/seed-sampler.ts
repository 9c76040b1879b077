/** Bytes of a seed: the rolling hash has forgotten whatever is further back. */
const SEED_BYTES = 32;

/** A number for each byte, the same on every machine. */
const GEAR = gearTable();

/**
 * Picks seeds of 32 bytes out of a sequence by what they contain, not by where they stand: equal content is picked
 * alike, however far it has moved. Of random bytes one in two to the power of `rarity` begins a seed.
 */
export class SeedSampler {
  readonly #shift: number;
  readonly #hear: (fingerprint: number) => void;
  /** What the next chunk may need of this one, in front of it. */
  #window: Uint8Array = new Uint8Array(0);
  #last: number | undefined;

  /** `hear` gets the fingerprint of each seed, 32 bits; one that only repeats itself, as in zeros, once. */
  constructor(rarity: number, hear: (fingerprint: number) => void) {
    this.#shift = 32 - rarity;
    this.#hear = hear;
  }

  /** The bytes that follow. */
  add(chunk: Uint8Array): void {
    const bytes = joined(this.#window, chunk);
    const shift = this.#shift;
    let hash = 0;
    for (let index = 0; index < bytes.length; index += 1) {
      hash = ((hash << 1) + (GEAR[bytes[index] ?? 0] ?? 0)) | 0;
      if (hash >>> shift === 0 && index >= SEED_BYTES - 1) this.#found(bytes, index + 1);
    }
    this.#window = bytes.slice(Math.max(0, bytes.length - SEED_BYTES + 1));
  }

  /** What comes next does not follow what came last. */
  skip(): void {
    this.#window = new Uint8Array(0);
  }

  #found(bytes: Uint8Array, end: number): void {
    const fingerprint = fingerprintOf(bytes, end);
    if (fingerprint === this.#last) return;
    this.#last = fingerprint;
    this.#hear(fingerprint);
  }
}

/** FNV-1a of the seed that ends there, stirred once more. */
function fingerprintOf(bytes: Uint8Array, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = end - SEED_BYTES; index < end; index += 1) {
    hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  }
  return stirred(hash);
}

function gearTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => stirred(Math.imul(byte + 1, 0x9e3779b1)));
}

function stirred(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
