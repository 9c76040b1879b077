/** What a worker made and nobody took yet; one reader waits at a time. */
export class OutputQueue {
  readonly #chunks: Uint8Array[] = [];
  #state: { readonly ended: true; readonly failed: boolean; readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  /** No chunk comes any more. The first end counts. */
  end(): void {
    this.#state ??= { ended: true, failed: false, error: undefined };
    this.#wake?.();
  }

  /** The reader gets the error, before any chunk that it has not taken. The first end counts. */
  fail(error: unknown): void {
    this.#state ??= { ended: true, failed: true, error };
    this.#wake?.();
  }

  /** The next chunk, or undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      if (this.#state?.failed === true) throw this.#state.error;
      const chunk = this.#chunks.shift();
      if (chunk !== undefined || this.#state !== undefined) return chunk;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
