import type { ByteStream } from '@deltaglider/core';
import { ByteReader, MAX_VARINT_SIZE } from '../plan/byte-reader.ts';
import { damaged } from '../plan/damaged.ts';
import { StreamReader } from '../streams/stream-reader.ts';
import { decodeHeader, MAX_HEADER_SIZE, type ObjectHeader } from './object-header.ts';

/** Reads a delta object from front to back: its header, its sections in their order, then the rest. */
export class ObjectReader {
  readonly #reader: StreamReader;
  #part = 'its header';

  constructor(delta: ByteStream) {
    this.#reader = new StreamReader(delta, () => damaged(`${this.#part} is cut short`));
  }

  /** @throws as `decodeHeader` */
  async header(): Promise<ObjectHeader> {
    const { header, size } = decodeHeader(await this.#reader.peek(MAX_HEADER_SIZE));
    await this.#reader.take(size);
    return header;
  }

  /**
   * What `use` makes of the next section, all of which it must read.
   * @throws DELTA_FAILED where the section is cut short, or longer than what is in it
   */
  async section<Result>(
    name: string,
    use: (section: ByteStream) => Promise<Result>,
  ): Promise<Result> {
    this.#part = name;
    const front = new ByteReader(await this.#reader.peek(MAX_VARINT_SIZE), name);
    const size = front.varint(Number.MAX_SAFE_INTEGER);
    await this.#reader.take(front.offset);
    const section = this.#reader.pass(size);
    const result = await use(section);
    if ((await section.next()).done !== true) throw damaged(`${name} has bytes behind its end`);
    return result;
  }

  /** The last section: everything up to the end. */
  last(name: string): ByteStream {
    this.#part = name;
    return this.#reader.rest();
  }

  /** Lets go of the delta; idempotent. */
  async close(): Promise<void> {
    await this.#reader.close();
  }
}
