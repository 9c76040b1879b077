import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import { hashContent, hashed, type ContentDigest } from '../bytes/hashing.ts';
import { readStream } from '../bytes/read-stream.ts';
import { watched } from '../bytes/watched.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { ScratchBytes } from '../ports/scratch-port.ts';

export interface EncodeRequest {
  readonly address: ObjectAddress;
  readonly reference: ByteSource;
  readonly target: ByteSource;
  /** The delta is given up when it reaches this many bytes. */
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
  /** Hears the bytes of the target that have been taken in. */
  readonly onProgress: ((bytes: number) => void) | undefined;
}

/** A delta that has been decoded again and gave every byte back; close it to free its room. */
export interface VerifiedDelta {
  readonly bytes: ScratchBytes;
  readonly content: ContentDigest;
}

/** The reason why there is no delta: it grew too large, or the codec failed on this input. */
export type NoDelta = 'ratio' | 'codec';

/** Encodes the target, decodes the result again and compares. A codec's fault costs savings, never bytes. */
export async function encodeVerified(
  engine: Engine,
  request: EncodeRequest,
): Promise<VerifiedDelta | NoDelta> {
  const { address, limit, target, signal } = request;
  const hasher = hashContent(engine, target.size);
  const input = watched(hashed(countdown(request), hasher));
  const over = new LimitReached();
  let bytes: ScratchBytes;
  try {
    const options = { targetSize: target.size, signal };
    const delta = engine.codec.encode(request.reference, input.stream, options);
    bytes = await engine.scratch.write(limited(delta, limit, over), { signal });
  } catch (error) {
    if (error === over) {
      engine.observe({ type: 'delta-abandoned', address, size: target.size, limit });
      return 'ratio';
    }
    signal?.throwIfAborted();
    input.rethrow();
    return rejected(engine, address, error);
  }
  try {
    const content = hasher.digest();
    await assertRestores(engine, request, { bytes, content });
    return { bytes, content };
  } catch (error) {
    await bytes.close();
    signal?.throwIfAborted();
    return rejected(engine, address, error);
  }
}

class LimitReached extends Error {}

async function* limited(
  stream: ByteStream,
  limit: number,
  over: LimitReached,
): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size >= limit) throw over;
    yield chunk;
  }
}

async function* countdown(request: EncodeRequest): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of readStream(request.target, { signal: request.signal })) {
    bytes += chunk.length;
    request.onProgress?.(bytes);
    yield chunk;
  }
}

async function assertRestores(
  engine: Engine,
  request: EncodeRequest,
  delta: VerifiedDelta,
): Promise<void> {
  const { content } = delta;
  const hasher = hashContent({ sha256: engine.sha256, md5: undefined }, content.size);
  const options = { maxSize: content.size, signal: request.signal };
  const stream = readStream(delta.bytes, { signal: request.signal });
  for await (const chunk of engine.codec.decode(request.reference, stream, options)) {
    hasher.update(chunk);
  }
  const restored = hasher.digest();
  if (restored.sha256 === content.sha256 && content.size === request.target.size) return;
  throw new DeltaGliderError(
    'DELTA_FAILED',
    `The codec ${engine.codec.name} did not give back the bytes it was given.`,
    { details: { expected: content.sha256, actual: restored.sha256 } },
  );
}

function rejected(engine: Engine, address: ObjectAddress, error: unknown): NoDelta {
  const mayBeTheCodec =
    DeltaGliderError.is(error, 'DELTA_FAILED') || DeltaGliderError.is(error, 'UNSUPPORTED');
  if (!mayBeTheCodec) throw error;
  engine.observe({ type: 'delta-rejected', address, error });
  return 'codec';
}
