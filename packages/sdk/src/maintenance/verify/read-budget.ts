import { closing, discard, type ByteStream, type StoragePort } from '@deltaglider/core';

/** How much may be read from a store, and how much has been. */
export class ReadBudget {
  readonly #limit: number;
  #promised = 0;
  #read = 0;

  /** `limit` is in bytes. */
  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  /** Bytes that were read. */
  get read(): number {
    return this.#read;
  }

  /** Whether so many bytes still fit; they are taken then. What was read beyond all promises counts, too. */
  take(size: number): boolean {
    const used = Math.max(this.#promised, this.#read);
    if (used + size > this.#limit) return false;
    this.#promised = used + size;
    return true;
  }

  /** The storage, with what is read from it counted. */
  meter(storage: StoragePort): StoragePort {
    return {
      head: (...args) => storage.head(...args),
      get: async (...args) => {
        const stored = await storage.get(...args);
        const body = closing(this.#counted(stored.body), () => discard(stored.body));
        return { ...stored, body };
      },
      put: (...args) => storage.put(...args),
      delete: (...args) => storage.delete(...args),
      deleteMany: (...args) => storage.deleteMany(...args),
      copy: (...args) => storage.copy(...args),
      ...(storage.getTags && { getTags: storage.getTags.bind(storage) }),
      list: (...args) => storage.list(...args),
    };
  }

  async *#counted(body: ByteStream): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of body) {
      this.#read += chunk.length;
      yield chunk;
    }
  }
}
