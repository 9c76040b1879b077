import type { ByteRange, ByteStream } from '../bytes/byte-source.ts';
import { closing } from '../bytes/closing.ts';
import { discard } from '../bytes/discard.ts';
import { sliced } from '../bytes/sliced.ts';
import { verified } from '../bytes/verified.ts';
import type { DeltaDescription, LogicalObject } from '../domain/logical-object.ts';
import { formatAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { DeltaCodecPort } from '../ports/delta-codec-port.ts';
import { openReference } from '../references/open-reference.ts';

export interface OpenBodyOptions {
  readonly range?: ByteRange | undefined;
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
  const { range, signal } = options;
  const address = { bucket: object.address.bucket, key: object.physical.key };
  const ifMatch = object.physical.etag;
  const { body } = await engine.storage.get(address, { range, ifMatch, signal });
  if (range !== undefined) return body;
  return closing(checked(engine, object, body), () => discard(body));
}

interface Restore extends OpenBodyOptions {
  readonly object: LogicalObject;
  readonly delta: DeltaDescription;
}

async function restore(engine: Engine, job: Restore): Promise<ByteStream> {
  const { object, delta, range, signal } = job;
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
    const decoded = codec.decode(reference, stored.body, { maxSize: object.size, signal });
    const content = range === undefined ? checked(engine, object, decoded) : sliced(decoded, range);
    return closing(content, async () => {
      await discard(stored.body);
      await reference.close();
    });
  } catch (error) {
    await reference.close();
    throw error;
  }
}

function checked(engine: Engine, object: LogicalObject, body: ByteStream): ByteStream {
  const { address, size, sha256 } = object;
  return sha256 === undefined ? body : verified(body, { address, size, sha256 }, engine.sha256);
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
