import { readStream, type ScratchBytes } from '@deltaglider/core';
import { Spool } from '../streams/spool.ts';
import {
  SectionQueue,
  type PlannedChunk,
  type QueuedChunk,
  type SectionQueueOptions,
} from './section-queue.ts';
import { LOOKAHEAD_SIZE } from '../deflate/rebuild-chunk.ts';
import type { ParsedChunk } from '../deflate/parse-deflate.ts';
import { StreamWindow } from './stream-window.ts';

/** Streams that expand to less wait as a whole, so that small ones are shortened together. */
const WAITING_SIZE = 2 * 1024 * 1024;
const NOTHING = new Uint8Array(0);

/** A stream while it is expanded: nobody knows yet whether it is whole. */
export class StagedStream {
  readonly chunks: PlannedChunk[] = [];
  readonly #content: Spool;
  readonly #options: SectionQueueOptions;
  #finished: ScratchBytes | undefined;
  #window = new StreamWindow();
  #phase = 0;
  #model: number | undefined;
  #structureSize = 32;
  /** Parsed, but what comes behind them is not there yet. */
  #open: ParsedChunk[] = [];
  /** Complete, and in no queue yet. */
  #waiting: QueuedChunk[] = [];
  #waitingSize = 0;
  #own: SectionQueue | undefined;

  constructor(options: SectionQueueOptions) {
    this.#options = options;
    this.#content = new Spool(options.room);
  }

  /** Bytes that it expanded to so far. */
  get expandedSize(): number {
    return this.#content.size;
  }

  /** What knows its compressor; 0 for none. */
  get model(): number {
    return this.#model ?? 0;
  }

  /** Bytes that its structure takes at most, and what the plan says of it. */
  get structureSize(): number {
    return this.#structureSize;
  }

  /** More of what it contains, of a stream without structure. */
  async addContent(bytes: Uint8Array): Promise<void> {
    await this.#content.push(bytes);
  }

  /** The next run of a deflate stream. */
  async add(chunk: ParsedChunk): Promise<void> {
    await this.#content.push(chunk.content);
    const { blocks, steps, distances } = chunk;
    this.#structureSize += 32 + blocks.length + steps.length + distances.length;
    this.#open.push(chunk);
    while (this.#open.length > 1 && this.#aheadOfFirst() >= LOOKAHEAD_SIZE) await this.#complete();
  }

  /** No run follows. */
  async end(): Promise<void> {
    while (this.#open.length > 0) await this.#complete();
  }

  /** All that it contains; nothing can be added any more. */
  async content(): Promise<ScratchBytes> {
    return (this.#finished ??= await this.#content.finish());
  }

  /** Hands on its content and its structure, behind what is there already. */
  async moveTo(form: Spool, sections: SectionQueue): Promise<void> {
    const { signal } = this.#options.room;
    await form.pushAll(readStream(await this.content(), { signal }));
    if (this.#own !== undefined) {
      await this.#flush(this.#own);
      const { blocks, steps, distances } = await this.#own.finish();
      await sections.drain();
      await sections.blocks.pushAll(readStream(blocks, { signal }));
      await sections.steps.pushAll(readStream(steps, { signal }));
      await sections.distances.pushAll(readStream(distances, { signal }));
    } else {
      await this.#flush(sections);
    }
  }

  /** Frees its room; idempotent. */
  async close(): Promise<void> {
    await this.#own?.close();
    await this.#finished?.close();
    await this.#content.close();
  }

  #aheadOfFirst(): number {
    let size = 0;
    for (let index = 1; index < this.#open.length && size < LOOKAHEAD_SIZE; index += 1) {
      size += this.#open[index]?.content.length ?? 0;
    }
    return size;
  }

  async #complete(): Promise<void> {
    const [chunk, ...behind] = this.#open;
    if (chunk === undefined) return;
    const around = this.#around(chunk, behind);
    const { blocks, steps, distances, bits } = chunk;
    const item = {
      ...around,
      chunkSize: chunk.content.length,
      blocks,
      steps,
      distances,
      model: this.#model ?? 0,
      bits,
      phase: this.#phase,
    };
    this.#open = behind;
    this.#phase = (this.#phase + bits) % 8;
    this.#model ??= (await this.#options.shortener?.findModel(item)) ?? 0;
    const planned = { plan: undefined };
    this.chunks.push(planned);
    await this.#queue({ item: { ...item, model: this.#model }, planned });
  }

  /** What stands around a run matters to nobody where it is not shortened. */
  #around(chunk: ParsedChunk, behind: readonly ParsedChunk[]): Around {
    if (this.#options.shortener === undefined) return { content: NOTHING, prefixSize: 0 };
    const ahead: number[] = [];
    for (const { content } of behind) {
      if (ahead.length === LOOKAHEAD_SIZE) break;
      ahead.push(...content.subarray(0, LOOKAHEAD_SIZE - ahead.length));
    }
    const around = this.#window.around(chunk.content, Uint8Array.from(ahead));
    this.#window.pass(chunk.content);
    return around;
  }

  async #queue(chunk: QueuedChunk): Promise<void> {
    this.#waiting.push(chunk);
    this.#waitingSize += chunk.item.chunkSize + chunk.item.steps.length;
    if (this.#own === undefined && this.#waitingSize < WAITING_SIZE) return;
    this.#own ??= new SectionQueue(this.#options);
    await this.#flush(this.#own);
  }

  async #flush(sections: SectionQueue): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const chunk of waiting) await sections.push(chunk);
  }
}

type Around = ReturnType<StreamWindow['around']>;
