import { bufferSource } from '../bytes/buffer-source.ts';
import type { AbortOptions, ByteStream } from '../bytes/byte-source.ts';
import { collect } from '../bytes/read-stream.ts';
import type { ScratchBytes, ScratchPort } from '../ports/scratch-port.ts';

/** Scratch room in memory: for tests, browsers and edge workers. */
export class MemoryScratch implements ScratchPort {
  async write(content: ByteStream, options: AbortOptions = {}): Promise<ScratchBytes> {
    options.signal?.throwIfAborted();
    const source = bufferSource(await collect(content));
    return { ...source, close: async () => undefined };
  }
}
