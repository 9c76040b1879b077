import type {
  ByteSource,
  ByteStream,
  DecodeOptions,
  DeltaCodecPort,
  EncodeOptions,
} from '@deltaglider/core';

/** A codec whose real one is made at its first use. A failed attempt is tried again. */
export function lazyCodec(name: string, create: () => Promise<DeltaCodecPort>): DeltaCodecPort {
  let codec: Promise<DeltaCodecPort> | undefined;
  const load = (): Promise<DeltaCodecPort> => {
    codec ??= create().catch((error: unknown) => {
      codec = undefined;
      throw error;
    });
    return codec;
  };
  return {
    name,
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
