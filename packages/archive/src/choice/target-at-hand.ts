import {
  readStream,
  type AbortOptions,
  type ByteSource,
  type ByteStream,
  type ScratchPort,
} from '@deltaglider/core';

export interface TargetOptions extends AbortOptions {
  /** The same bytes as a source, where the caller has one: then nothing has to be put aside. */
  readonly source: ByteSource | undefined;
  readonly scratch: ScratchPort;
}

/**
 * A target that may be read several times. Its one-shot stream is read once and to its end all the same, because
 * whoever gave it counts and hashes what passes.
 */
export class TargetAtHand {
  readonly source: ByteSource;
  readonly #signal: AbortSignal | undefined;
  readonly #release: () => Promise<void>;
  #stream: AsyncIterator<Uint8Array> | undefined;
  #isTaken = false;
  #failure: { readonly error: unknown } | undefined;

  /** Consumes the stream where there is no source. Close it in the end. */
  static async of(stream: ByteStream, options: TargetOptions): Promise<TargetAtHand> {
    const { source, scratch, signal } = options;
    if (source !== undefined) return new TargetAtHand(source, { stream, signal });
    const bytes = await scratch.write(stream, { signal });
    return new TargetAtHand(bytes, { signal, release: () => bytes.close() });
  }

  private constructor(
    source: ByteSource,
    options: AbortOptions & { stream?: ByteStream; release?: () => Promise<void> },
  ) {
    this.source = source;
    this.#stream = options.stream?.[Symbol.asyncIterator]();
    this.#signal = options.signal;
    this.#release = options.release ?? (async () => undefined);
  }

  /** From its first byte on: for its first reader the stream itself, for others the source. */
  open(): ByteStream {
    const first = !this.#isTaken && this.#stream !== undefined;
    this.#isTaken = true;
    return first ? this.#rest() : readStream(this.source, { signal: this.#signal });
  }

  /** Rethrows what the stream itself has failed with: no other reader would fare better. */
  rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Reads what the first reader has left of the stream. */
  async finish(): Promise<void> {
    const rest = this.#rest()[Symbol.asyncIterator]();
    while ((await rest.next()).done !== true) this.#signal?.throwIfAborted();
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    await stream?.return?.();
    await this.#release();
  }

  /** The stream from where it stands; a reader that leaves early does not end it. */
  #rest(): ByteStream {
    const next = async (): Promise<IteratorResult<Uint8Array>> => {
      try {
        return (await this.#stream?.next()) ?? { done: true, value: undefined };
      } catch (error) {
        this.#failure = { error };
        throw error;
      }
    };
    return { [Symbol.asyncIterator]: () => ({ next }) };
  }
}
