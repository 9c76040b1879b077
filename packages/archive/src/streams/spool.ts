import {
  bufferSource,
  type ByteSource,
  type ByteStream,
  type Hash,
  type ScratchBytes,
  type ScratchPort,
} from '@deltaglider/core';
import { joined } from './joined.ts';
import { Pipe } from './pipe.ts';

/** Where bytes are put aside. */
export interface Room {
  readonly scratch: ScratchPort;
  readonly signal: AbortSignal | undefined;
}

/** What is smaller stays in memory; what is larger goes on in pieces of this size. */
const PIECE_SIZE = 256 * 1024;

/** Bytes that come in pieces and are put aside; close it, or what `finish` gave, to free their room. */
export class Spool {
  readonly #room: Room;
  readonly #hash: Hash | undefined;
  #held: Uint8Array[] = [];
  #heldSize = 0;
  #size = 0;
  #writing: { readonly pipe: Pipe; readonly written: Promise<ScratchBytes> } | undefined;

  /** @param hash is updated with all that is pushed */
  constructor(room: Room, hash?: Hash) {
    this.#room = room;
    this.#hash = hash;
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** Takes the bytes, which must not change any more. */
  async push(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    this.#hash?.update(bytes);
    this.#held.push(bytes);
    this.#heldSize += bytes.length;
    this.#size += bytes.length;
    if (this.#heldSize >= PIECE_SIZE) await this.#flush();
  }

  async pushAll(stream: ByteStream): Promise<void> {
    for await (const chunk of stream) await this.push(chunk);
  }

  /** Everything that was pushed; call it once, when nothing follows. */
  async finish(): Promise<ScratchBytes> {
    this.#room.signal?.throwIfAborted();
    if (this.#writing === undefined) return inMemory(bufferSource(joined(this.#held)));
    await this.#flush();
    this.#writing.pipe.end();
    return await this.#writing.written;
  }

  /** Frees the room, finished or not; idempotent. */
  async close(): Promise<void> {
    this.#held = [];
    if (this.#writing === undefined) return;
    this.#writing.pipe.end();
    const bytes = await this.#writing.written.catch(() => undefined);
    await bytes?.close();
  }

  async #flush(): Promise<void> {
    const bytes = joined(this.#held);
    this.#held = [];
    this.#heldSize = 0;
    this.#writing ??= this.#start();
    if (bytes.length > 0) await this.#writing.pipe.push(bytes);
  }

  #start(): { readonly pipe: Pipe; readonly written: Promise<ScratchBytes> } {
    const pipe = new Pipe();
    const written = this.#room.scratch.write(pipe, { signal: this.#room.signal });
    written.catch((error: unknown) => {
      pipe.abandon(error);
    });
    return { pipe, written };
  }
}

/** Bytes that take no room of the scratch. */
export function inMemory(source: ByteSource): ScratchBytes {
  return {
    size: source.size,
    read: async (...place) => await source.read(...place),
    close: async () => undefined,
  };
}
