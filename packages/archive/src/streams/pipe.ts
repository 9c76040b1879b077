interface Waiting {
  readonly chunk: Uint8Array;
  readonly taken: () => void;
  readonly refused: (reason: unknown) => void;
}

/** Joins one who pushes chunks to one who pulls them; a push resolves once its chunk is taken. */
export class Pipe implements AsyncIterableIterator<Uint8Array> {
  #pushed: Waiting | undefined;
  #pull: ((result: IteratorResult<Uint8Array>) => void) | undefined;
  #ended = false;
  #failure: { readonly reason: unknown } | undefined;

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** One at a time. Rejects when nobody will take the chunk. */
  async push(chunk: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.reason;
    if (this.#pull !== undefined) {
      this.#pull({ done: false, value: chunk });
      this.#pull = undefined;
      return;
    }
    await new Promise<void>((taken, refused) => {
      this.#pushed = { chunk, taken, refused };
    });
  }

  /** No chunk follows. */
  end(): void {
    this.#ended = true;
    this.#pull?.({ done: true, value: undefined });
    this.#pull = undefined;
  }

  /** Nobody takes any more: the push that waits, and every later one, rejects with the reason. */
  abandon(reason: unknown): void {
    this.#failure ??= { reason };
    this.#pushed?.refused(reason);
    this.#pushed = undefined;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const pushed = this.#pushed;
    if (pushed !== undefined) {
      this.#pushed = undefined;
      pushed.taken();
      return { done: false, value: pushed.chunk };
    }
    if (this.#ended) return { done: true, value: undefined };
    return await new Promise((resolve) => {
      this.#pull = resolve;
    });
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.abandon(new Error('The reader of a pipe has left.'));
    return { done: true, value: undefined };
  }
}
