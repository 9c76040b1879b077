/** A CRC with reflected bits, as all those of S3 are, over the polynomial given in reflected form. */
function reflectedCrc(polynomial: bigint, bits: 32 | 64): (bytes: Uint8Array) => Buffer {
  const ones = (1n << BigInt(bits)) - 1n;
  const table = Array.from({ length: 256 }, (_, index) => {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit += 1)
      value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    return value;
  });
  // In two halves of 32 bits: bigints are far too slow for megabytes.
  const high = Uint32Array.from(table, (value) => Number(value >> 32n));
  const low = Uint32Array.from(table, (value) => Number(value & 0xffffffffn));
  const startHigh = Number(ones >> 32n);
  return (bytes) => {
    let h = startHigh;
    let l = 0xffffffff;
    for (const byte of bytes) {
      const index = (l ^ byte) & 0xff;
      l = ((l >>> 8) | (h << 24)) ^ (low[index] ?? 0);
      h = (h >>> 8) ^ (high[index] ?? 0);
    }
    const out = Buffer.alloc(bits / 8);
    if (bits === 64) out.writeUInt32BE((h ^ startHigh) >>> 0);
    out.writeUInt32BE((l ^ 0xffffffff) >>> 0, bits / 8 - 4);
    return out;
  };
}

export const crc32 = reflectedCrc(0xedb88320n, 32);
export const crc32c = reflectedCrc(0x82f63b78n, 32);
export const crc64nvme = reflectedCrc(0x9a6c9329ac4bc9b5n, 64);
