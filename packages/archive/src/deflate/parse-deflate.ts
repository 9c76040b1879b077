import type { ByteStream } from '@deltaglider/core';
import { compileDeflate } from './deflate-module.ts';
import { DeflateInstance, DeflateMemoryError } from './deflate-instance.ts';

/** A part of a deflate stream: what it inflates to, and how it was deflated. docs/format.md describes the sections. */
export interface ParsedChunk {
  readonly content: Uint8Array;
  readonly blocks: Uint8Array;
  readonly steps: Uint8Array;
  readonly distances: Uint8Array;
  /** How many bits of the stream it takes. */
  readonly bits: number;
}

/** How a stream ended. */
export type ParseOutcome =
  | {
      readonly type: 'ended';
      /** Compressed bytes that the stream takes; what follows is not of it. */
      readonly size: number;
      /** The bits behind its end in its last byte. */
      readonly tail: number;
    }
  | ParseFailure;

/** Why a stream was not taken apart: what was yielded of it is to be dropped. */
interface ParseFailure {
  readonly type: 'corrupt' | 'truncated' | 'limit';
}

export interface ParseOptions {
  /** The most bytes that the stream may expand to. */
  readonly limit: number;
  /** Whether each chunk's steps end with it, as they must for `rebuild`; else they run on from chunk to chunk. */
  readonly separate: boolean;
  readonly signal: AbortSignal | undefined;
}

/** What `parse_run` returns, and the numbers of the sections of a parsed chunk. */
const STATUS = { needsInput: 0, hasChunk: 1, ended: 2, corrupt: 3, truncated: 4, noMemory: 5 };
const PARSED = { blocks: 0, steps: 1, distances: 2 };

/** After this much content other things of the thread get a turn. */
const TURN_SIZE = 8 * 1024 * 1024;

/** Instances that are not in use, for streams to come: many archives have thousands of them. */
const idle: DeflateInstance[] = [];
const MOST_IDLE = 2;

/**
 * Takes the raw deflate stream apart that the input begins with. Chunks are runs of whole blocks of about 2 MiB
 * expanded, at most 16 MiB and a bit; only larger blocks are divided.
 * @throws what the input throws, and DeflateMemoryError
 */
export async function* parseDeflate(
  input: ByteStream,
  options: ParseOptions,
): AsyncGenerator<ParsedChunk, ParseOutcome, undefined> {
  const instance = idle.pop() ?? new DeflateInstance(await compileDeflate());
  let isWhole = false;
  try {
    const outcome = yield* parse(instance, input, options);
    isWhole = outcome.type === 'ended';
    return outcome;
  } finally {
    // Whoever left early may have left a lot of memory in use.
    if (isWhole && idle.length < MOST_IDLE) idle.push(instance);
  }
}

async function* parse(
  instance: DeflateInstance,
  input: ByteStream,
  { limit, separate, signal }: ParseOptions,
): AsyncGenerator<ParsedChunk, ParseOutcome, undefined> {
  const { exports } = instance;
  const reader = input[Symbol.asyncIterator]();
  const feed = new Feed(instance, reader);
  let expanded = 0;
  let turn = TURN_SIZE;
  exports.parse_open(separate ? 1 : 0);
  try {
    for (;;) {
      signal?.throwIfAborted();
      const status = exports.parse_run();
      if (status === STATUS.needsInput) {
        await feed.give();
        continue;
      }
      if (status === STATUS.noMemory) throw new DeflateMemoryError();
      if (status === STATUS.corrupt) return { type: 'corrupt' };
      if (status === STATUS.truncated) return { type: 'truncated' };
      expanded += exports.parse_content_size();
      if (expanded > limit) return { type: 'limit' };
      yield takeChunk(instance);
      if (status === STATUS.ended) {
        return { type: 'ended', size: exports.parse_taken(), tail: exports.parse_tail() };
      }
      exports.parse_next();
      if (expanded > turn) {
        turn = expanded + TURN_SIZE;
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    }
  } finally {
    await reader.return?.();
  }
}

function takeChunk(instance: DeflateInstance): ParsedChunk {
  const { exports } = instance;
  const section = (number: number): Uint8Array =>
    instance.copy(exports.parse_section(number), exports.parse_section_size(number));
  return {
    content: instance.copy(exports.parse_content(), exports.parse_content_size()),
    blocks: section(PARSED.blocks),
    steps: section(PARSED.steps),
    distances: section(PARSED.distances),
    bits: exports.parse_bits() >>> 0,
  };
}

/** Gives the parser input as it has room for it. */
class Feed {
  readonly #instance: DeflateInstance;
  readonly #reader: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(instance: DeflateInstance, reader: AsyncIterator<Uint8Array>) {
    this.#instance = instance;
    this.#reader = reader;
  }

  async give(): Promise<void> {
    const { exports } = this.#instance;
    let last = false;
    while (this.#chunk.length === 0 && !last) {
      const next = await this.#reader.next();
      if (next.done === true) last = true;
      else this.#chunk = next.value;
    }
    const part = this.#chunk.subarray(0, exports.parse_room());
    this.#instance.write(exports.parse_input(), part);
    exports.parse_given(part.length, last ? 1 : 0);
    this.#chunk = this.#chunk.subarray(part.length);
  }
}
