/** The size of a local header without name and extra field. */
export const LOCAL_SIZE = 30;
const ENTRY_SIZE = 46;
const END_SIZE = 22;

/** A buffer that repeats a piece. */
export function filled(size: number, piece: Uint8Array): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + piece.length <= size; at += piece.length) bytes.set(piece, at);
  return bytes;
}

export interface Entries {
  readonly count: number;
  readonly local: Buffer;
  /** Of the local header of each. */
  readonly offsetOf: (index: number) => number;
  readonly size?: number;
  readonly method?: number;
  /** Of the content of each. */
  readonly crc?: number;
}

/** A zip with a cheap directory of any length. */
export function zipOf({ count, local, offsetOf, size = 1, method = 8, crc = 0 }: Entries): Buffer {
  const directory = Buffer.alloc(count * ENTRY_SIZE);
  for (let index = 0; index < count; index += 1) {
    const at = index * ENTRY_SIZE;
    directory.writeUInt32LE(0x02014b50, at);
    directory.writeUInt16LE(method, at + 10);
    directory.writeUInt32LE(crc, at + 16);
    directory.writeUInt32LE(size, at + 20);
    directory.writeUInt32LE(offsetOf(index), at + 42);
  }
  const end = Buffer.alloc(END_SIZE);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}

export function localHeader(nameSize = 0, extraSize = 0): Buffer {
  const header = Buffer.alloc(LOCAL_SIZE);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(nameSize, 26);
  header.writeUInt16LE(extraSize, 28);
  return header;
}
