import {
  bufferSource,
  collect,
  DeltaGliderError,
  type ByteSource,
  type ByteStream,
  type DecodeOptions,
  type ScratchBytes,
} from '@deltaglider/core';
import { digestOf, type ArchiveWork } from './archive-work.ts';
import { foldLevel } from './levels/fold-level.ts';
import { sectionSizes } from './levels/sections-of.ts';
import type { ObjectHeader } from './object/object-header.ts';
import { ObjectReader } from './object/object-reader.ts';
import { formLimit, planLimit, type ArchiveLimits } from './plan/archive-limits.ts';
import { ByteReader, MAX_VARINT_SIZE } from './plan/byte-reader.ts';
import { damaged } from './plan/damaged.ts';
import { decodeTargetPlan } from './plan/decode-plan.ts';
import type { LevelPlan } from './plan/level-plan.ts';
import { openReference } from './reference/open-reference.ts';
import { patched } from './streams/patched.ts';
import { Spool, type Room } from './streams/spool.ts';
import { verifiedTarget } from './verified-target.ts';

const NOTHING = bufferSource(new Uint8Array(0));

/** One decode. */
export class ArchiveDecoding {
  readonly #work: ArchiveWork;
  readonly #reference: ByteSource;
  readonly #options: DecodeOptions;
  readonly #room: Room;

  constructor(work: ArchiveWork, reference: ByteSource, options: DecodeOptions) {
    this.#work = work;
    this.#reference = reference;
    this.#options = options;
    this.#room = { scratch: work.scratch, signal: options.signal };
  }

  /** The target, as it is restored. */
  async *run(delta: ByteStream): AsyncGenerator<Uint8Array, void, undefined> {
    this.#options.signal?.throwIfAborted();
    const object = new ObjectReader(delta);
    try {
      const header = await object.header();
      this.#assertAllowed(header);
      await this.#assertReference(header);
      yield* verifiedTarget(this.#restore(header, object), header.target, this.#work.sha256);
    } finally {
      await object.close();
    }
  }

  async *#restore(header: ObjectHeader, object: ObjectReader): AsyncGenerator<Uint8Array> {
    const { limits } = this.#work;
    const plan = await object.section('its plan of the reference', (section) =>
      collect(this.#decode({ bytes: NOTHING }, section, planLimit(header.reference.size, limits))),
    );
    const input = { header, plan, source: this.#reference, room: this.#room };
    const reference = await openReference(this.#work, input);
    try {
      const structure = await this.#structure(header, object, reference.value.structure);
      try {
        const bytes = reference.value.form ?? this.#reference;
        const form = { bytes, sha256: header.expandedReference.sha256 };
        const content = object.last('its content');
        yield* this.#fold(header, structure, this.#decode(form, content, header.expandedSize));
      } finally {
        await structure.close();
      }
    } finally {
      await reference.release();
    }
  }

  async #structure(
    header: ObjectHeader,
    object: ObjectReader,
    ofReference: ByteSource,
  ): Promise<ScratchBytes> {
    const { limits } = this.#work;
    const { size } = header.target;
    const most = MAX_VARINT_SIZE + planLimit(size, limits) + formLimit(size, limits);
    const spool = new Spool(this.#room);
    const reference = { bytes: ofReference, sha256: header.structureSha256 };
    try {
      await object.section('its structure', (section) =>
        spool.pushAll(this.#decode(reference, section, most)),
      );
      return await spool.finish();
    } catch (error) {
      await spool.close();
      throw error;
    }
  }

  /** From the last form of the target back to the target itself. */
  async *#fold(
    header: ObjectHeader,
    structure: ByteSource,
    content: ByteStream,
  ): AsyncGenerator<Uint8Array> {
    const { tools } = this.#work;
    const { signal } = this.#options;
    const { levels, size: planSize } = await this.#plan(header, structure);
    let stream = content;
    let end = structure.size;
    for (const plan of levels.toReversed()) {
      const { blocks, steps, distances } = sectionSizes(plan);
      end -= blocks + steps + distances;
      if (end < planSize) throw damaged('its structure is shorter than its plan says');
      const place = { source: structure, offset: end };
      const folded = foldLevel({ plan, structure: place, content: stream, tools, signal });
      stream = patched(folded, plan.patches);
    }
    if (end !== planSize) throw damaged('its structure is longer than its plan says');
    yield* stream;
  }

  /** The levels of the target, and how many bytes the plan takes at the front of the structure. */
  async #plan(
    header: ObjectHeader,
    structure: ByteSource,
  ): Promise<{ levels: LevelPlan[]; size: number }> {
    const { limits } = this.#work;
    const { signal } = this.#options;
    const { size } = header.target;
    const front = await structure.read(0, Math.min(MAX_VARINT_SIZE, structure.size), { signal });
    const reader = new ByteReader(front, 'the plan of the target');
    const length = reader.varint(planLimit(size, limits));
    if (reader.offset + length > structure.size)
      throw damaged('the plan of the target is cut short');
    const bytes = await structure.read(reader.offset, length, { signal });
    const bounds = {
      size,
      expandedSize: header.expandedSize,
      formLimit: formLimit(size, limits),
      limits,
    };
    return { levels: decodeTargetPlan(bytes, bounds), size: reader.offset + length };
  }

  #decode({ bytes, sha256 }: Known, delta: ByteStream, maxSize: number): ByteStream {
    const { signal } = this.#options;
    return this.#work.inner.decode(bytes, delta, { maxSize, referenceSha256: sha256, signal });
  }

  #assertAllowed({ target, reference, expandedReference, expandedSize }: ObjectHeader): void {
    const { maxSize = Infinity } = this.#options;
    const { limits } = this.#work;
    if (target.size > maxSize) {
      throw new DeltaGliderError(
        'DELTA_FAILED',
        `The delta restores ${target.size} bytes, but at most ${maxSize} are allowed.`,
      );
    }
    assertForm('the target', expandedSize, { size: target.size, limits });
    const { size } = reference;
    assertForm('the reference', expandedReference.size, { size, limits });
  }

  async #assertReference({ reference }: ObjectHeader): Promise<void> {
    if (this.#reference.size !== reference.size) {
      throw otherReference(`has ${this.#reference.size} bytes, not ${reference.size}`);
    }
    const verified = this.#options.referenceSha256;
    const sha256 = verified ?? (await digestOf(this.#work, this.#reference, this.#options));
    if (sha256 !== reference.sha256) {
      throw otherReference(`has the SHA-256 ${sha256}, not ${reference.sha256}`);
    }
  }
}

/** Bytes that something was encoded against. */
interface Known {
  readonly bytes: ByteSource;
  readonly sha256?: string;
}

interface Bounds {
  /** Of the object. */
  readonly size: number;
  readonly limits: ArchiveLimits;
}

/** What is not expanded is no form, and has no limit. */
function assertForm(what: string, expandedSize: number, { size, limits }: Bounds): void {
  const limit = formLimit(size, limits);
  if (expandedSize <= limit || expandedSize === size) return;
  throw damaged(`it says that ${what} expands to ${expandedSize} bytes, and ${limit} are allowed`);
}

function otherReference(difference: string): DeltaGliderError {
  return new DeltaGliderError(
    'DELTA_FAILED',
    `The delta was made against another reference: this one ${difference}.`,
  );
}
