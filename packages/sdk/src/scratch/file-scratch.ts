import { tmpdir } from 'node:os';
import type { AbortOptions, ByteStream, ScratchBytes, ScratchPort } from '@deltaglider/core';
import { SpillBuffer } from './spill-buffer.ts';

const DEFAULT_MEMORY_LIMIT = 4 * 2 ** 20;

export interface FileScratchOptions {
  /** Bytes of one content that stay in memory. @default 4 MiB */
  readonly memoryLimit?: number | undefined;
  /** Where larger content goes. @default the system's directory for temporary files */
  readonly directory?: string | undefined;
}

/**
 * Puts small content aside in memory and larger content into a file that has no name, so that nothing survives the
 * process, however it ends.
 */
export class FileScratch implements ScratchPort {
  readonly #memoryLimit: number;
  readonly #directory: string;

  constructor(options: FileScratchOptions = {}) {
    this.#memoryLimit = options.memoryLimit ?? DEFAULT_MEMORY_LIMIT;
    this.#directory = options.directory ?? tmpdir();
  }

  /**
   * Consumes the stream; its own errors and the signal's reason pass as they are.
   * @throws STORAGE_FULL, ACCESS_DENIED, INVALID_ARGUMENT (no such directory) or STORAGE_FAILED
   */
  async write(content: ByteStream, options: AbortOptions = {}): Promise<ScratchBytes> {
    const { signal } = options;
    signal?.throwIfAborted();
    const spill = new SpillBuffer(this.#directory, this.#memoryLimit);
    try {
      for await (const chunk of content) {
        signal?.throwIfAborted();
        await spill.add(chunk);
      }
      signal?.throwIfAborted();
      return await spill.finish();
    } catch (error) {
      await spill.discard();
      throw error;
    }
  }
}
