import type { ByteRange, ByteStream } from '../bytes/byte-source.ts';
import { closing } from '../bytes/closing.ts';
import { discard } from '../bytes/discard.ts';
import { sliced } from '../bytes/sliced.ts';
import { verified } from '../bytes/verified.ts';
import { nameOf } from '../domain/deltaspace.ts';
import type { DeltaDescription, LogicalObject } from '../domain/logical-object.ts';
import { formatAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { readFields } from '../metadata/field.ts';
import type { DeltaCodecPort, ExpectedTarget } from '../ports/delta-codec-port.ts';
import type { CustomerKey } from '../ports/storage-port.ts';
import { openReference } from '../references/open-reference.ts';

export interface OpenBodyOptions {
  readonly range?: ByteRange | undefined;
  /** Of an object that was stored with it. */
  readonly customerKey?: CustomerKey | undefined;
  /** Of a delta of decompressed data, that data. */
  readonly rawContent?: boolean | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The object's logical bytes. A whole read is checked against the digest before its last chunk. */
export async function openBody(
  engine: Engine,
  object: LogicalObject,
  options: OpenBodyOptions,
): Promise<ByteStream> {
  const { delta } = object;
  if (delta !== undefined) return await restore(engine, { ...options, object, delta });
  const { range, signal, customerKey } = options;
  const address = { bucket: object.address.bucket, key: object.physical.key };
  const ifMatch = object.physical.etag;
  const { body } = await engine.storage.get(address, { range, ifMatch, signal, customerKey });
  if (range !== undefined) return body;
  return closing(checked(engine, object, body), () => discard(body));
}

interface Restore extends OpenBodyOptions {
  readonly object: LogicalObject;
  readonly delta: DeltaDescription;
}

async function restore(engine: Engine, job: Restore): Promise<ByteStream> {
  const { object, delta, signal } = job;
  const codec = codecOf(engine, object, delta);
  codec.prepare?.();
  const address = { bucket: object.address.bucket, key: object.physical.key };
  const reference = await openReference(engine, {
    address: object.address,
    sha256: delta.referenceSha256,
    keys: delta.referenceKeys,
    signal,
  });
  try {
    const ifMatch = object.physical.etag;
    const stored = await engine.storage.get(address, { ifMatch, signal });
    const decode = (onRawContent?: () => void): ByteStream => {
      const { referenceSha256 } = delta;
      const expected = expectedOf(object);
      const options = { maxSize: object.size, referenceSha256, expected, signal };
      return named(codec.decode(reference, stored.body, { ...options, onRawContent }), object);
    };
    return closing(contentOf(engine, job, decode), async () => {
      await discard(stored.body);
      await reference.close();
    });
  } catch (error) {
    await reference.close();
    throw error;
  }
}

/** What a delta yields, as the caller wants it: whole and checked, a part, or uncompressed. */
function contentOf(
  engine: Engine,
  { object, range, rawContent = false }: Restore,
  decode: (onRawContent?: () => void) => ByteStream,
): ByteStream {
  if (range !== undefined) return sliced(decode(), range);
  if (!rawContent) return checked(engine, object, decode());
  return unlessRaw(decode, (stream) => checked(engine, object, stream));
}

/** Checks what is decoded, unless it is raw content, of which no digest is known. */
async function* unlessRaw(
  decode: (onRawContent: () => void) => ByteStream,
  check: (stream: ByteStream) => ByteStream,
): AsyncGenerator<Uint8Array, void, undefined> {
  const yielded = { isRaw: false };
  const iterator = decode(() => {
    yielded.isRaw = true;
  })[Symbol.asyncIterator]();
  try {
    const first = await iterator.next();
    const whole = continued(first, iterator);
    yield* yielded.isRaw ? whole : check(whole);
  } finally {
    await iterator.return?.();
  }
}

async function* continued(
  first: IteratorResult<Uint8Array>,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let next = first; next.done !== true; next = await iterator.next()) yield next.value;
}

function expectedOf(object: LogicalObject): ExpectedTarget | undefined {
  const { address, physical, sha256, size } = object;
  if (sha256 === undefined) return undefined;
  const name = readFields(physical.metadata).get('original-name') ?? nameOf(address.key);
  const createdAt = object.lastModified;
  return { size, sha256, name, createdAt };
}

function checked(engine: Engine, object: LogicalObject, body: ByteStream): ByteStream {
  const { address, size, sha256 } = object;
  return sha256 === undefined ? body : verified(body, { address, size, sha256 }, engine.sha256);
}

/** A codec knows bytes; whoever reads its errors wants to know which object they are of. */
async function* named(
  stream: ByteStream,
  { address }: LogicalObject,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* stream;
  } catch (error) {
    if (!DeltaGliderError.is(error, 'DELTA_FAILED') && !DeltaGliderError.is(error, 'UNSUPPORTED')) {
      throw error;
    }
    const { hint = 'Nothing of it was kept. Restore the object from another copy.' } =
      error.details;
    throw new DeltaGliderError(
      error.code,
      `${formatAddress(address)} cannot be restored. ${error.message}`,
      { cause: error, details: { ...address, hint } },
    );
  }
}

function codecOf(engine: Engine, object: LogicalObject, delta: DeltaDescription): DeltaCodecPort {
  const codec = engine.findCodec(delta.codec);
  if (codec !== undefined) return codec;
  throw new DeltaGliderError(
    'UNSUPPORTED',
    `${formatAddress(object.address)} was stored with the codec "${delta.codec}", which is not known here.`,
    {
      details: {
        ...object.address,
        hint: 'Register that codec, or use a version of DeltaGlider that brings it.',
      },
    },
  );
}
