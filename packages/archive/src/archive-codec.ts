import {
  type ByteSource,
  type ByteStream,
  type DecodeOptions,
  type DeltaCodecPort,
  type EncodeOptions,
} from '@deltaglider/core';
import type { ArchiveCodecOptions } from './archive-codec-options.ts';
import { ArchiveDecoding } from './archive-decoding.ts';
import { ArchiveEncoding } from './archive-encoding.ts';
import type { ArchiveWork } from './archive-work.ts';
import { scan } from './containers/scan.ts';
import { openDeflate } from './deflate-tools.ts';
import { isDisposable } from './is-disposable.ts';
import { DEFAULT_LIMITS } from './plan/archive-limits.ts';
import { KeptReference } from './reference/kept-reference.ts';

/**
 * Deltas between what objects expand to: compressed streams in zip, gzip, tar and ar files, and files like them inside,
 * are expanded on both sides, and made again byte for byte when the target is restored. Always writes `archive/1`.
 */
export class ArchiveCodec implements DeltaCodecPort, AsyncDisposable {
  readonly name = 'archive/1';
  readonly #work: ArchiveWork;

  constructor(options: ArchiveCodecOptions) {
    const { mode = 'auto', workers, limits, inner, sha256, scratch, cache } = options;
    this.#work = {
      inner,
      sha256,
      scratch,
      cache,
      mode,
      limits: { ...DEFAULT_LIMITS, ...limits },
      tools: openDeflate(workers),
      kept: new KeptReference(),
      digests: new WeakMap(),
    };
  }

  prepare(): void {
    this.#work.inner.prepare?.();
    this.#work.tools.warm();
  }

  /** Whether the target holds anything that this codec may see through. */
  async mayExpand(target: ByteSource, signal?: AbortSignal): Promise<boolean> {
    const context = { limits: { members: this.#work.limits.streams }, signal };
    const found = scan(target, { offset: 0, size: target.size }, context);
    try {
      return (await found.next()).done !== true;
    } finally {
      await found.return();
    }
  }

  /** The delta from the reference to the target. @throws as the inner codec, and DeltaLimitReached */
  encode(reference: ByteSource, target: ByteStream, options: EncodeOptions = {}): ByteStream {
    return new ArchiveEncoding(this.#work, reference, options).run(target);
  }

  /**
   * The target, as it is restored and verified: before its last bytes all of it has had its digest.
   * @throws DELTA_FAILED where the delta is damaged, hostile or of another reference; UNSUPPORTED where it needs a
   * newer version
   */
  decode(reference: ByteSource, delta: ByteStream, options: DecodeOptions = {}): ByteStream {
    return new ArchiveDecoding(this.#work, reference, options).run(delta);
  }

  /** Ends the workers, and frees what is kept; the inner codec is closed with it, where it can be. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#work.kept.close();
    await this.#work.tools[Symbol.asyncDispose]();
    const { inner } = this.#work;
    if (isDisposable(inner)) await inner[Symbol.asyncDispose]();
  }
}
