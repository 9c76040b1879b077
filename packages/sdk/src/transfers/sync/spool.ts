import type { ScratchBytes, ScratchPort } from '@deltaglider/core';

/** Lines that may wait in memory before the scratch has taken them. */
const BATCH = 1000;
const READ_SIZE = 64 * 1024;

/** What is needed to make a task of a row. */
export interface SpooledRow {
  readonly relative: string;
  readonly size: number;
}

/** Puts rows aside, and hands them out in the same order, in memory that does not grow with their number. */
export class Spool {
  readonly #scratch: ScratchPort;
  #count = 0;
  #lines: string[] = [];
  #isComplete = false;
  #written: Promise<ScratchBytes> | undefined;
  #wakeReader: () => void = () => undefined;
  #wakeWriter: () => void = () => undefined;

  constructor(scratch: ScratchPort) {
    this.#scratch = scratch;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws what the scratch throws */
  async add({ relative, size }: SpooledRow): Promise<void> {
    this.#count++;
    this.#lines.push(`${JSON.stringify([relative, size])}\n`);
    if (this.#lines.length < BATCH) return;
    await this.#handOver();
  }

  /** All rows; none can be added any more. */
  async *rows(): AsyncGenerator<SpooledRow, void, undefined> {
    if (this.#written === undefined) {
      for (const line of this.#lines) yield parse(line);
      return;
    }
    this.#complete();
    const bytes = await this.#written;
    const decoder = new TextDecoder();
    let rest = '';
    for (let offset = 0; offset < bytes.size; offset += READ_SIZE) {
      const block = await bytes.read(offset, READ_SIZE);
      const lines = (rest + decoder.decode(block, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield parse(line);
    }
  }

  /** Frees the room; idempotent. */
  async close(): Promise<void> {
    this.#complete();
    const bytes = await this.#written?.catch(() => undefined);
    await bytes?.close();
  }

  /** Resolves once the scratch has taken what is there. */
  async #handOver(): Promise<void> {
    if (this.#written === undefined) {
      this.#written = this.#scratch.write(this.#drain());
      // Its failure is thrown where the next rows are added or read; until then it must not count as unhandled.
      this.#written.catch(() => undefined);
    }
    const taken = new Promise<void>((resolve) => {
      this.#wakeWriter = resolve;
    });
    this.#wakeReader();
    await Promise.race([taken, this.#written]);
  }

  async *#drain(): AsyncGenerator<Uint8Array, void, undefined> {
    const encoder = new TextEncoder();
    for (;;) {
      if (this.#lines.length > 0) {
        const lines = this.#lines;
        this.#lines = [];
        yield encoder.encode(lines.join(''));
        this.#wakeWriter();
        continue;
      }
      if (this.#isComplete) return;
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
  }

  #complete(): void {
    this.#isComplete = true;
    this.#wakeReader();
  }
}

/** What `add` has written. */
function parse(line: string): SpooledRow {
  const [relative, size] = JSON.parse(line) as [string, number];
  return { relative, size };
}
