import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import { assertLogicalKey } from '../domain/deltaspace.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { assertRatio } from '../create-engine.ts';
import { normalizeUserMetadata } from '../metadata/user-metadata.ts';
import { collectAndRescue } from '../objects/collect-and-rescue.ts';
import { storeObject } from '../objects/store-object.ts';
import type { StoreRequest } from '../objects/store-request.ts';
import type { ObjectProperties, ObjectSettings } from '../ports/storage-port.ts';
import type { PutResult } from './put-result.ts';

export interface PutObjectInput extends ObjectSettings {
  /** The logical address. */
  readonly address: ObjectAddress;
  /** A stream is put aside first, because an object is read more than once. */
  readonly body: ByteSource | ByteStream;
  /** The user's own metadata. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly properties?: ObjectProperties | undefined;
  /** `false` stores the object whole. @default true, where the policy wants it */
  readonly delta?: boolean | undefined;
  /** @default the engine's */
  readonly maxRatio?: number | undefined;
  /** Create only: OBJECT_EXISTS when there is such an object. */
  readonly ifAbsent?: boolean | undefined;
  /** Replace only the object with this logical ETag, else PRECONDITION_FAILED. */
  readonly ifMatch?: string | undefined;
  /** The object's time where it is older than this put. @default now */
  readonly createdAt?: Date | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears how many bytes have been taken in; grows up to the object's size. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Stores an object under its logical key: as a delta where that pays, else whole. When it resolves, the
 * object has been decoded again, compared and committed, and its reference stands.
 * @throws INVALID_ARGUMENT, OBJECT_EXISTS, PRECONDITION_FAILED, UNSUPPORTED, and what the storage throws
 */
export async function putObject(engine: Engine, input: PutObjectInput): Promise<PutResult> {
  const { address, body, signal, maxRatio = engine.maxRatio, ...rest } = input;
  signal?.throwIfAborted();
  assertLogicalKey(address);
  assertRatio(maxRatio);
  const metadata = normalizeUserMetadata(address, input.metadata ?? {});
  const request = { ...rest, address, maxRatio, metadata, signal };
  if (isSource(body)) return await store(engine, { ...request, source: body });
  const source = await engine.scratch.write(body, { signal });
  try {
    return await store(engine, { ...request, source });
  } finally {
    await source.close();
  }
}

async function store(engine: Engine, request: StoreRequest): Promise<PutResult> {
  const { result, deltaRemoved } = await storeObject(engine, request);
  if (deltaRemoved) await collectAndRescue(engine, request.address, request.signal);
  return result;
}

function isSource(body: ByteSource | ByteStream): body is ByteSource {
  return 'read' in body && typeof body.read === 'function' && 'size' in body;
}
