import { discard } from '../bytes/discard.ts';
import { assertLogicalKey } from '../domain/deltaspace.ts';
import type { LogicalObject } from '../domain/logical-object.ts';
import { formatAddress, isSameAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { copyDirect, isCopiedWhole } from '../objects/copy-direct.ts';
import { tagsOf } from '../objects/tags-of.ts';
import { locate, notFound } from '../objects/locate.ts';
import { openBody } from '../objects/open-body.ts';
import type { CustomerKey } from '../ports/storage-port.ts';
import { putObject, type PutObjectInput } from './put-object.ts';
import type { PutResult } from './put-result.ts';

export interface CopyObjectInput extends Omit<PutObjectInput, 'address' | 'body'> {
  /** The logical address of the source. */
  readonly from: ObjectAddress;
  /** The logical address of the copy. */
  readonly to: ObjectAddress;
  /** Where the source lives. @default the engine that takes the copy */
  readonly source?: Engine | undefined;
  /** What the source was stored with; `customerKey` is that of the copy. */
  readonly sourceCustomerKey?: CustomerKey | undefined;
}

/**
 * Copies an object with its metadata and properties (or with those that the input gives instead), between
 * keys, buckets or stores. What is stored whole on both sides is copied by the store itself; anything else is
 * restored, checked and put anew.
 * @throws OBJECT_NOT_FOUND, INVALID_ARGUMENT for a copy onto itself that changes nothing; and what getObject
 * and putObject throw
 */
export async function copyObject(engine: Engine, input: CopyObjectInput): Promise<PutResult> {
  const { from, to, source = engine, sourceCustomerKey: customerKey, signal } = input;
  signal?.throwIfAborted();
  assertLogicalKey(from);
  assertLogicalKey(to);
  if (source === engine) assertChanges(input);
  const object = await locate(source, from, { signal, customerKey });
  if (object === undefined) throw notFound(from);
  if (source === engine && customerKey === undefined && isCopiedWhole(engine, object, input)) {
    return await copyDirect(engine, object, input);
  }
  return await restoreAndPut(engine, object, input);
}

async function restoreAndPut(
  engine: Engine,
  object: LogicalObject,
  input: CopyObjectInput,
): Promise<PutResult> {
  const { from: _, to, source = engine, sourceCustomerKey: customerKey, ...options } = input;
  const body = await openBody(source, object, { signal: options.signal, customerKey });
  const { metadata = object.metadata, properties = object.properties } = options;
  try {
    const { tags = await tagsOf(source, object, options.signal) } = options;
    return await putObject(engine, { ...options, metadata, properties, tags, address: to, body });
  } finally {
    await discard(body);
  }
}

function assertChanges(input: CopyObjectInput): void {
  const { from, to, metadata, properties, delta } = input;
  const changes = metadata ?? properties ?? delta ?? input.customerKey ?? input.placement;
  if (!isSameAddress(from, to) || changes !== undefined) return;
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `${formatAddress(from)} cannot be copied onto itself without a change.`,
    { details: { ...from } },
  );
}
