import { constants } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { createOwnerTag } from './owner-tag.ts';
import { translateFileError } from './translate-file-error.ts';

/** An entry that is being written beside its final path, readable through the same handle ever after. */
export class TemporaryEntry {
  readonly file: FileHandle;
  /** Bytes written so far. */
  size = 0;
  readonly #path: string;
  readonly #temporary: string;

  private constructor(file: FileHandle, path: string, temporary: string) {
    this.file = file;
    this.#path = path;
    this.#temporary = temporary;
  }

  static async create(path: string): Promise<TemporaryEntry> {
    const temporary = `${path}.${createOwnerTag()}`;
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
    return new TemporaryEntry(await open(temporary, flags, 0o600), path, temporary);
  }

  /** Appends the parts. @throws STORAGE_FULL, ACCESS_DENIED or STORAGE_FAILED */
  async append(parts: readonly Uint8Array[]): Promise<void> {
    try {
      const end = this.size + parts.reduce((sum, part) => sum + part.length, 0);
      const { bytesWritten } = await this.file.writev(parts, this.size);
      this.size += bytesWritten;
      // A nearly full disk takes a part; the attempt to write the rest tells why.
      while (this.size < end) {
        const rest = Buffer.concat(parts).subarray(this.size - end);
        this.size += (await this.file.write(rest, 0, rest.length, this.size)).bytesWritten;
      }
    } catch (error) {
      throw translateFileError(error, this.#path);
    }
  }

  /** Makes it the entry, in place of an older one. */
  async publish(): Promise<void> {
    try {
      await rename(this.#temporary, this.#path);
    } catch (error) {
      throw translateFileError(error, this.#path);
    }
  }

  /** Takes the name away; the open handle still reads. */
  async unlink(): Promise<void> {
    await unlink(this.#temporary).catch(() => undefined);
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.unlink();
    await this.file.close();
  }
}
