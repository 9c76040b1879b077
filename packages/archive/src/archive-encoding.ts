import {
  bufferSource,
  DeltaLimitReached,
  readStream,
  toHex,
  type ByteSource,
  type ByteStream,
  type EncodeOptions,
  type ScratchBytes,
} from '@deltaglider/core';
import { digestOf, type ArchiveWork } from './archive-work.ts';
import { concatenated } from './levels/concatenated.ts';
import { expandBoth, release, type ExpandedBoth } from './levels/expand-both.ts';
import { encodeHeader, type Digest } from './object/object-header.ts';
import { ByteWriter } from './plan/byte-writer.ts';
import { encodeReferencePlan, encodeTargetPlan } from './plan/encode-plan.ts';
import { METHODS } from './plan/level-plan.ts';
import type { ExpandedReference } from './reference/expanded-reference.ts';
import { Shared } from './reference/shared.ts';
import { structureOf } from './reference/structure-of.ts';
import { inMemory, Spool, type Room } from './streams/spool.ts';

const NOTHING = bufferSource(new Uint8Array(0));

/** One encode. */
export class ArchiveEncoding {
  readonly #work: ArchiveWork;
  readonly #reference: ByteSource;
  readonly #options: EncodeOptions;
  readonly #room: Room;
  #size = 0;

  constructor(work: ArchiveWork, reference: ByteSource, options: EncodeOptions) {
    this.#work = work;
    this.#reference = reference;
    this.#options = options;
    this.#room = { scratch: work.scratch, signal: options.signal };
  }

  /** The delta object, as it is made. */
  async *run(stream: ByteStream): AsyncGenerator<Uint8Array, void, undefined> {
    this.#options.signal?.throwIfAborted();
    const { bytes, sha256 } = await this.#takeIn(stream);
    try {
      yield* this.#encode(bytes, { size: bytes.size, sha256 });
    } finally {
      await bytes.close();
    }
  }

  /** The target, to be read from anywhere, and its digest. */
  async #takeIn(stream: ByteStream): Promise<{ bytes: ScratchBytes; sha256: string }> {
    const hash = this.#work.sha256();
    const { targetSource } = this.#options;
    if (targetSource !== undefined) {
      for await (const chunk of stream) hash.update(chunk);
      return { bytes: inMemory(targetSource), sha256: toHex(hash.digest()) };
    }
    const spool = new Spool(this.#room, hash);
    try {
      await spool.pushAll(stream);
      return { bytes: await spool.finish(), sha256: toHex(hash.digest()) };
    } catch (error) {
      await spool.close();
      throw error;
    }
  }

  async *#encode(target: ByteSource, digest: Digest): AsyncGenerator<Uint8Array, void, undefined> {
    const referenceSha256 =
      this.#options.referenceSha256 ?? (await digestOf(this.#work, this.#reference, this.#options));
    const reference = { size: this.#reference.size, sha256: referenceSha256 };
    const kept = this.#work.kept.find(
      (one) => one.levels !== undefined && one.reference.sha256 === referenceSha256,
    );
    try {
      const both = await this.#expand(target, kept);
      try {
        const expanded = await this.#expandedReference(reference, both, kept);
        try {
          await this.#work.kept.keep(expanded);
          yield* this.#write({ target, digest, both, reference: expanded.value });
        } finally {
          await expanded.release();
        }
      } finally {
        await release({ reference: [], target: both.target });
      }
    } finally {
      await kept?.release();
    }
  }

  async #expand(
    target: ByteSource,
    kept: Shared<ExpandedReference> | undefined,
  ): Promise<ExpandedBoth> {
    const { tools, limits, sha256, mode } = this.#work;
    return await expandBoth({
      reference: this.#reference,
      target,
      room: this.#room,
      tools,
      limits,
      sha256,
      // Making a solid stream again takes its time, whatever is stored of it.
      methods: mode === 'fastest' ? ['deflate'] : METHODS,
      known: kept?.value.levels ?? [],
      shortenerFor: (level) => tools.shortener(level, mode, this.#options),
    });
  }

  /** Takes over the levels of the reference. */
  async #expandedReference(
    reference: Digest,
    { reference: levels }: ExpandedBoth,
    kept: Shared<ExpandedReference> | undefined,
  ): Promise<Shared<ExpandedReference>> {
    const releaseLevels = async () => {
      await Promise.all(levels.map((level) => level.release()));
    };
    if (kept?.value.levels !== undefined && isSame(kept.value.levels, levels)) {
      await releaseLevels();
      return kept.retain();
    }
    try {
      const values = levels.map(({ value }) => value);
      const plan = encodeReferencePlan(values.map((level) => level.plan));
      const structure = await structureOf(plan, values, {
        room: this.#room,
        sha256: this.#work.sha256,
      });
      const last = values.at(-1);
      return new Shared({
        reference,
        plan,
        form: last?.form,
        expanded: last === undefined ? reference : { size: last.form.size, sha256: last.sha256 },
        structure: structure.bytes,
        structureSha256: structure.sha256,
        levels,
        close: async () => {
          await Promise.all([structure.bytes.close(), releaseLevels()]);
        },
      });
    } catch (error) {
      await releaseLevels();
      throw error;
    }
  }

  async *#write({ target, digest, both, reference }: Writing): AsyncGenerator<Uint8Array> {
    const { inner } = this.#work;
    const { signal } = this.#options;
    const levels = both.target;
    const form = levels.at(-1)?.form ?? target;
    const plan = new ByteWriter();
    const planBytes = encodeTargetPlan(levels.map((level) => level.plan));
    plan.varint(planBytes.length);
    plan.bytes(planBytes);
    const sections = levels.flatMap(({ sections: { blocks, steps, distances } }) => [
      blocks,
      steps,
      distances,
    ]);
    const structure = concatenated([bufferSource(plan.finish()), ...sections], signal);
    yield this.#counted(
      encodeHeader({
        target: digest,
        reference: reference.reference,
        expandedReference: reference.expanded,
        structureSha256: reference.structureSha256,
        expandedSize: form.size,
      }),
    );
    yield* this.#section(NOTHING, readStream(bufferSource(reference.plan), { signal }));
    yield* this.#section(reference.structure, structure);
    this.#announce(both);
    const content = readStream(form, { signal });
    const options = { signal, targetSize: form.size, referenceSha256: reference.expanded.sha256 };
    for await (const chunk of inner.encode(reference.form ?? this.#reference, content, options)) {
      yield this.#counted(chunk);
    }
  }

  /** A delta behind its length, which is known when it is done. */
  async *#section(reference: ByteSource, content: ByteStream): AsyncGenerator<Uint8Array> {
    const { signal } = this.#options;
    const spool = new Spool(this.#room);
    try {
      for await (const chunk of this.#work.inner.encode(reference, content, { signal })) {
        this.#assertBelow(spool.size + chunk.length);
        await spool.push(chunk);
      }
      const section = await spool.finish();
      try {
        const length = new ByteWriter();
        length.varint(section.size);
        yield this.#counted(length.finish());
        for await (const chunk of readStream(section, { signal })) yield this.#counted(chunk);
      } finally {
        await section.close();
      }
    } finally {
      await spool.close();
    }
  }

  #announce({ target }: ExpandedBoth): void {
    const streams: Record<string, number> = {};
    for (const { plan } of target) {
      for (const { method } of plan.streams) streams[method] = (streams[method] ?? 0) + 1;
    }
    this.#options.onChoice?.({
      codec: 'archive/1',
      reason: 'asked',
      ...(target.length > 0 && { streams }),
    });
  }

  #counted(chunk: Uint8Array): Uint8Array {
    this.#assertBelow(chunk.length);
    this.#size += chunk.length;
    return chunk;
  }

  #assertBelow(more: number): void {
    const { limit = Infinity } = this.#options;
    if (this.#size + more >= limit) throw new DeltaLimitReached(limit);
  }
}

interface Writing {
  readonly target: ByteSource;
  readonly digest: Digest;
  readonly both: ExpandedBoth;
  readonly reference: ExpandedReference;
}

function isSame<Value>(some: readonly Value[], others: readonly Value[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}
