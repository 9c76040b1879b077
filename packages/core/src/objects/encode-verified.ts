import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import { hashContent, hashed, type ContentDigest } from '../bytes/hashing.ts';
import { limited } from '../bytes/limited.ts';
import { readStream } from '../bytes/read-stream.ts';
import { watched } from '../bytes/watched.ts';
import { codecNames } from '../domain/codec-names.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { DeltaLimitReached } from '../errors/delta-limit-reached.ts';
import type { CodecChoice, DeltaCodecPort } from '../ports/delta-codec-port.ts';
import type { ScratchBytes } from '../ports/scratch-port.ts';

export interface EncodeRequest {
  readonly address: ObjectAddress;
  readonly reference: ByteSource;
  readonly referenceSha256: string;
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
  readonly choice: CodecChoice;
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
  let choice: CodecChoice = { codec: engine.codec.name, reason: 'asked' };
  let bytes: ScratchBytes;
  try {
    bytes = await encode(engine, { ...request, input: input.stream }, (chosen) => {
      choice = chosen;
    });
  } catch (error) {
    signal?.throwIfAborted();
    input.rethrow();
    if (!DeltaLimitReached.is(error)) return rejected(engine, address, error);
    const { size } = target;
    engine.observe({ type: 'delta-abandoned', address, size, limit, ...failureOf(choice) });
    return 'ratio';
  }
  const delta = { bytes, choice, content: hasher.digest() };
  try {
    await assertRestores(engine, request, delta);
    announce(engine, address, delta);
    return delta;
  } catch (error) {
    await delta.bytes.close();
    signal?.throwIfAborted();
    return rejected(engine, address, error);
  }
}

async function encode(
  { codec, scratch }: Engine,
  request: EncodeRequest & { readonly input: ByteStream },
  onChoice: (choice: CodecChoice) => void,
): Promise<ScratchBytes> {
  const { reference, referenceSha256, target, input, limit, signal } = request;
  const delta = codec.encode(reference, input, {
    targetSize: target.size,
    targetSource: target,
    referenceSha256,
    limit: Number.isFinite(limit) ? limit : undefined,
    onChoice,
    signal,
  });
  return await scratch.write(limited(delta, limit), { signal });
}

/** What went wrong on the way to what was chosen. */
function failureOf({ failure }: CodecChoice): { readonly failure?: unknown } {
  return failure === undefined ? {} : { failure };
}

async function* countdown(request: EncodeRequest): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of readStream(request.target, { signal: request.signal })) {
    bytes += chunk.length;
    request.onProgress?.(bytes);
    yield chunk;
  }
}

/** Decodes with the codec that every reader will find by what the delta records. */
async function assertRestores(
  engine: Engine,
  request: EncodeRequest,
  delta: VerifiedDelta,
): Promise<void> {
  const { content } = delta;
  const codec = codecOf(engine, delta.choice);
  const hasher = hashContent({ sha256: engine.sha256, md5: undefined }, content.size);
  const { reference, referenceSha256, signal } = request;
  const options = { maxSize: content.size, referenceSha256, signal };
  const stream = readStream(delta.bytes, { signal });
  for await (const chunk of codec.decode(reference, stream, options)) {
    hasher.update(chunk);
  }
  const restored = hasher.digest();
  if (restored.sha256 === content.sha256 && content.size === request.target.size) return;
  throw new DeltaGliderError(
    'DELTA_FAILED',
    `The codec ${codec.name} did not give back the bytes it was given.`,
    { details: { expected: content.sha256, actual: restored.sha256 } },
  );
}

/** Names that were not announced have no room in the metadata; those that nobody finds have no readers. */
function codecOf(engine: Engine, { codec: name }: CodecChoice): DeltaCodecPort {
  const codec = codecNames(engine.codec).includes(name) ? engine.findCodec(name) : undefined;
  if (codec !== undefined) return codec;
  throw new DeltaGliderError(
    'UNSUPPORTED',
    `The codec ${engine.codec.name} chose "${name}", which could not be read again here.`,
  );
}

function announce(engine: Engine, address: ObjectAddress, delta: VerifiedDelta): void {
  const { codec, reason, streams = {} } = delta.choice;
  engine.observe({
    type: 'delta-encoded',
    address,
    size: delta.content.size,
    deltaSize: delta.bytes.size,
    codec,
    reason,
    streams,
    ...failureOf(delta.choice),
  });
}

function rejected(engine: Engine, address: ObjectAddress, error: unknown): NoDelta {
  const mayBeTheCodec =
    DeltaGliderError.is(error, 'DELTA_FAILED') || DeltaGliderError.is(error, 'UNSUPPORTED');
  if (!mayBeTheCodec) throw error;
  engine.observe({ type: 'delta-rejected', address, error });
  return 'codec';
}
