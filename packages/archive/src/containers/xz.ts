import { startsWith } from './starts-with.ts';
import { streamFormat } from './stream-file.ts';

const HEADER_SIZE = 12;
const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0];

export const xz = streamFormat({
  method: 'xz',
  isStart: isXzStart,
  dataStart: async (reader, { offset, size }) =>
    size > HEADER_SIZE && isXzStart(await reader.read(offset, MAGIC.length)) ? offset : undefined,
  footerSize: 0,
  // The check of a block stands before the index, which for a few blocks is this short.
  trailerSize: 64,
});

function isXzStart(head: Uint8Array): boolean {
  return startsWith(head, MAGIC);
}
