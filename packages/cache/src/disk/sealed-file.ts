import type { FileHandle } from 'node:fs/promises';
import { HEADER_SIZE, TAG_SIZE } from '../format/entry-layout.ts';
import type { SealedChunks } from '../format/sealed-chunks.ts';
import { translateFileError } from './translate-file-error.ts';

/** The sealed bytes of an entry in an open file; a file that was unlinked meanwhile is still whole. */
export class SealedFile implements SealedChunks {
  readonly readAhead = true;
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #record: number;

  constructor(file: FileHandle, path: string, chunkSize: number) {
    this.#file = file;
    this.#path = path;
    this.#record = chunkSize + TAG_SIZE;
  }

  async read(first: number, count: number): Promise<readonly Uint8Array[]> {
    const position = HEADER_SIZE + first * this.#record;
    const bytes = await readFully(this.#file, position, count * this.#record).catch(
      (error: unknown) => {
        throw translateFileError(error, this.#path);
      },
    );
    return Array.from({ length: count }, (_, i) =>
      bytes.subarray(i * this.#record, (i + 1) * this.#record),
    );
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** The `length` bytes from `position` on, or fewer at the end of the file. */
export async function readFully(
  file: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
