import type { FileHandle } from 'node:fs/promises';

/** Where to read: `length` bytes from `position` on. */
export interface FileRange {
  readonly position: number;
  readonly length: number;
}

/** The bytes of the range, or fewer at the end of the file. */
export async function readFully(file: FileHandle, range: FileRange): Promise<Uint8Array> {
  const { position, length } = range;
  // Not from the pool of small buffers: the bytes go to callers, who may look at the whole memory behind them.
  const bytes = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
