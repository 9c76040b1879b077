import { startsWith } from './starts-with.ts';
import { streamFormat } from './stream-file.ts';

const HEAD_SIZE = 10;
const MAGIC = [0x42, 0x5a, 0x68];
const BLOCK_MAGIC = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
const ONE = 0x31;
const NINE = 0x39;

export const bzip2 = streamFormat({
  method: 'bzip2',
  isStart: isBzip2Start,
  dataStart: async (reader, { offset, size }) =>
    size > HEAD_SIZE && isBzip2Start(await reader.read(offset, HEAD_SIZE)) ? offset : undefined,
  footerSize: 0,
  // The checksum of all is among the last ten bytes; the end mark before it may begin within a byte.
  trailerSize: 11,
});

function isBzip2Start(head: Uint8Array): boolean {
  const level = head[MAGIC.length] ?? 0;
  const isLevel = level >= ONE && level <= NINE;
  return isLevel && startsWith(head, MAGIC) && startsWith(head.subarray(4), BLOCK_MAGIC);
}
