import type { LogicalObject } from '../domain/logical-object.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { assertMetadataFits } from '../metadata/user-metadata.ts';
import { directMetadata } from '../metadata/write-metadata.ts';
import type { ObjectSettings } from '../ports/storage-port.ts';
import type { PutResult } from '../use-cases/put-result.ts';
import { collectAndRescue } from './collect-and-rescue.ts';
import { assertCondition, findPrevious, physicalCondition, type Condition } from './condition.ts';
import { settleTwins } from './settle-twins.ts';
import { reasonForDirect } from './store-object.ts';

export interface CopyDirectRequest extends Condition, ObjectSettings {
  /** The logical address of the copy. */
  readonly to: ObjectAddress;
  readonly delta?: boolean | undefined;
  readonly metadata?: unknown;
  readonly properties?: unknown;
  readonly createdAt?: Date | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Whether the object is whole here and would be whole there, so that no byte has to pass through us. */
export function isCopiedWhole(
  engine: Engine,
  object: LogicalObject,
  request: CopyDirectRequest,
): boolean {
  if (object.stored !== 'direct' || object.sha256 === undefined) return false;
  if (request.metadata !== undefined || request.properties !== undefined) return false;
  // The store copies its own properties, not those that the proxy keeps elsewhere.
  const { properties, physical } = object;
  if (properties.contentType !== physical.properties.contentType) return false;
  if (request.ifMatch !== undefined || request.customerKey !== undefined) return false;
  const asStored = { ...request, address: request.to, size: object.size };
  return reasonForDirect(engine, asStored) !== undefined;
}

/** Copies a whole object inside its store. */
export async function copyDirect(
  engine: Engine,
  object: LogicalObject,
  request: CopyDirectRequest,
): Promise<PutResult> {
  const { to: address, signal, placement, access, tags } = request;
  const { size, sha256 = '', physical } = object;
  const previous = await findPrevious(engine, { ...request, address, signal }, 'delta');
  assertCondition({ ...request, address, signal }, previous);
  const createdAt = request.createdAt ?? engine.clock();
  const ours = { size, sha256, md5: undefined, tool: engine.tool, key: address.key, createdAt };
  const md5 = physical.metadata['dg-md5'];
  const metadata = { ...object.metadata, ...directMetadata({ ...ours, md5 }) };
  assertMetadataFits(address, metadata);
  const { ifAbsent } = physicalCondition({ ...request, address, signal }, previous.direct);
  const from = { bucket: object.address.bucket, key: physical.key };
  const ifMatch = physical.etag;
  const options = { metadata, ifAbsent, ifMatch, placement, access, tags, signal };
  const stored = await engine.storage.copy(from, address, options);
  const asStored = { ...request, address, size };
  const result: PutResult = {
    address,
    stored: 'direct',
    reason: reasonForDirect(engine, asStored),
    codec: undefined,
    codecReason: undefined,
    size,
    storedSize: stored.size,
    referenceSize: 0,
    sha256,
    etag: stored.etag,
    lastModified: stored.lastModified,
  };
  const removed = await settleTwins(engine, { ...request, address, signal }, { previous, result });
  if (removed) await collectAndRescue(engine, address, signal);
  return result;
}
