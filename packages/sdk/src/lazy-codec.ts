import type {
  ByteSource,
  ByteStream,
  DecodeOptions,
  DeltaCodecPort,
  EncodeOptions,
} from '@deltaglider/core';

/** A codec that is not there before it is needed; `close` ends what was made. */
export interface LazyCodec<C extends DeltaCodecPort = DeltaCodecPort> extends DeltaCodecPort {
  /** The real one, made if need be. */
  load(): Promise<C>;
  close(): Promise<void>;
}

export interface LazyCodecOptions<C> {
  readonly name: string;
  /** The names that it may choose, for one that chooses. */
  readonly choices?: readonly string[] | undefined;
  readonly create: () => Promise<C>;
}

/** A codec whose real one is made at its first use. A failed attempt is tried again. */
export function lazyCodec<C extends DeltaCodecPort>(options: LazyCodecOptions<C>): LazyCodec<C> {
  const { name, choices, create } = options;
  let codec: Promise<C> | undefined;
  const load = (): Promise<C> => {
    codec ??= create().catch((error: unknown) => {
      codec = undefined;
      throw error;
    });
    return codec;
  };
  return {
    name,
    choices,
    load,
    close: async () => {
      const made = await codec?.catch(() => undefined);
      codec = undefined;
      if (made !== undefined && isDisposable(made)) await made[Symbol.asyncDispose]();
    },
    prepare: () => {
      // A failure shows again, and is thrown, where the codec is used.
      load().then(
        (loaded) => loaded.prepare?.(),
        () => undefined,
      );
    },
    async *encode(reference: ByteSource, target: ByteStream, options?: EncodeOptions) {
      yield* (await load()).encode(reference, target, options);
    },
    async *decode(reference: ByteSource, delta: ByteStream, options?: DecodeOptions) {
      yield* (await load()).decode(reference, delta, options);
    },
  };
}

/** The port does not ask a codec to be closed; those with workers offer it in the language's own way. */
function isDisposable(codec: DeltaCodecPort): codec is DeltaCodecPort & AsyncDisposable {
  return Symbol.asyncDispose in codec;
}
