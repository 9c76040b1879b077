import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeDirectory } from '../files/make-directory.ts';
import { translateFileError } from '../files/translate-file-error.ts';

/** A file that grows by lines of JSON, in the order in which they were given. */
export class LinesFile {
  readonly path: string;
  readonly #file: FileHandle;
  #written: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** Opens it, with the directories above it; `append` keeps what it has. */
  static async open(path: string, { append }: { readonly append: boolean }): Promise<LinesFile> {
    try {
      await makeDirectory(dirname(path));
      const file = await open(path, append ? 'a+' : 'w', 0o600);
      if (append && !(await endsWithLine(file))) await file.appendFile('\n');
      return new LinesFile(path, file);
    } catch (error) {
      throw translateFileError(error, { verb: 'written', path });
    }
  }

  /** Does not wait; what goes wrong is thrown by the next `check`, or by `close`. */
  add(value: unknown): void {
    const line = `${JSON.stringify(value)}\n`;
    this.#written = this.#written.then(async () => {
      if (this.#failure !== undefined) return;
      try {
        await this.#file.appendFile(line);
      } catch (error) {
        this.#failure = { error: translateFileError(error, { verb: 'written', path: this.path }) };
      }
    });
  }

  /** @throws why a line could not be written: STORAGE_FULL, ACCESS_DENIED or STORAGE_FAILED */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Waits for every line; idempotent. @throws as `check` */
  async close(): Promise<void> {
    await this.#written;
    await this.#file.close().catch(() => undefined);
    this.check();
  }
}

/** Whether a new line may begin; a crash may have cut the last one off. */
async function endsWithLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() === '\n';
}
