import {
  DeltaGliderError,
  readStream,
  type ByteSource,
  type ByteStream,
  type CreateHash,
  type DecodeOptions,
  type DeltaCodecPort,
  type EncodeOptions,
  type ScratchBytes,
  type ScratchPort,
} from '@deltaglider/core';
import { isDisposable } from './is-disposable.ts';
import { expand } from './restore/expand.ts';
import { expandedLimit } from './restore/expanded-limit.ts';
import { readMarks, type ExternalMarks } from './restore/external-marks.ts';
import { foldTarget } from './restore/fold-target.ts';
import { peekHeader, type PeekedDelta } from './restore/peek-header.ts';

export interface ExternalCompressionCodecOptions {
  /** What makes and applies VCDIFF deltas. */
  readonly inner: DeltaCodecPort;
  readonly sha256: CreateHash;
  /** Where expanded references, contents and candidates are put aside. */
  readonly scratch: ScratchPort;
}

/**
 * A VCDIFF codec that also restores deltas of decompressed data. The xdelta3 command makes them, unless it is told not
 * to, of everything that begins like a gzip, bzip2 or xz file; the target is then compressed again, in one way after
 * the other, until it has the recorded digest. Everything else is passed to the inner codec.
 */
export class ExternalCompressionCodec implements DeltaCodecPort {
  readonly name: string;
  readonly #options: ExternalCompressionCodecOptions;

  constructor(options: ExternalCompressionCodecOptions) {
    this.name = options.inner.name;
    this.#options = options;
  }

  prepare(): void {
    this.#options.inner.prepare?.();
  }

  encode(reference: ByteSource, target: ByteStream, options?: EncodeOptions): ByteStream {
    return this.#options.inner.encode(reference, target, options);
  }

  /**
   * The target, as it is restored.
   * @throws as the inner codec; UNSUPPORTED where it cannot be found how the target was compressed, for
   * deltas of decompressed data by xdelta3 3.2, of compress (.Z), and for a reference that expands too far
   */
  async *decode(
    reference: ByteSource,
    delta: ByteStream,
    options: DecodeOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    options.signal?.throwIfAborted();
    const peeked = await peekHeader(delta);
    try {
      const marks = peeked.header === undefined ? undefined : readMarks(peeked.header);
      if (marks === undefined) {
        yield* this.#options.inner.decode(reference, peeked.whole(), options);
      } else {
        yield* this.#restore({ reference, peeked, marks, options });
      }
    } finally {
      await peeked.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { inner } = this.#options;
    if (isDisposable(inner)) await inner[Symbol.asyncDispose]();
  }

  async *#restore(job: Restore): AsyncGenerator<Uint8Array, void, undefined> {
    const { reference, marks, options } = job;
    if (isReferenceItself(job)) {
      yield* readStream(reference, { signal: options.signal });
      return;
    }
    const expanded = await this.#expandReference(job);
    try {
      if (marks.target === undefined) {
        yield* this.#decodeAgainst(expanded ?? reference, job, options.maxSize);
      } else {
        yield* this.#restoreCompressed(job, expanded);
      }
    } finally {
      await expanded?.close();
    }
  }

  async *#restoreCompressed(
    job: Restore,
    expanded: ScratchBytes | undefined,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { reference, marks, options } = job;
    const { expected, onRawContent, signal } = options;
    const limit = expandedLimit(expected?.size ?? options.maxSize ?? Infinity);
    const decoded = this.#decodeAgainst(expanded ?? reference, job, limit);
    if (onRawContent !== undefined) {
      onRawContent();
      yield* decoded;
      return;
    }
    if (expected === undefined || marks.target === undefined) throw withoutDigest();
    const content = await this.#options.scratch.write(decoded, { signal });
    try {
      yield* foldTarget({
        ...this.#options,
        format: marks.target,
        marks,
        content,
        reference,
        expandedReference: expanded,
        expected,
        signal,
      });
    } finally {
      await content.close();
    }
  }

  async #expandReference(job: Restore): Promise<ScratchBytes | undefined> {
    const { reference, marks, options } = job;
    if (marks.reference === undefined) return undefined;
    const content = expand(marks.reference, reference, options.signal);
    return await this.#options.scratch.write(content, { signal: options.signal });
  }

  #decodeAgainst(
    reference: ByteSource,
    { peeked, options }: Restore,
    maxSize: number | undefined,
  ): ByteStream {
    const delta = peeked.withoutAppHeader();
    return this.#options.inner.decode(reference, delta, { maxSize, signal: options.signal });
  }
}

interface Restore {
  readonly reference: ByteSource;
  readonly peeked: PeekedDelta;
  readonly marks: ExternalMarks;
  readonly options: DecodeOptions;
}

/** Whether the reference has the very bytes that are asked for: then nothing has to be found. */
function isReferenceItself({ reference, marks, options }: Restore): boolean {
  const { expected, referenceSha256, onRawContent } = options;
  if (onRawContent !== undefined && marks.target !== undefined) return false;
  if (expected === undefined) return false;
  return expected.sha256 === referenceSha256 && expected.size === reference.size;
}

function withoutDigest(): DeltaGliderError {
  return new DeltaGliderError(
    'UNSUPPORTED',
    'The delta was made of decompressed data, and without a digest of the object nobody can tell how it was compressed.',
    {
      details: {
        hint: 'Take what it contains, uncompressed, with --raw-content (rawContent: true).',
      },
    },
  );
}
