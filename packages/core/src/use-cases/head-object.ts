import { assertLogicalKey } from '../domain/deltaspace.ts';
import type { LogicalObject } from '../domain/logical-object.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { locate } from '../objects/locate.ts';
import type { CustomerKey } from '../ports/storage-port.ts';

export interface HeadObjectInput {
  /** The logical address. */
  readonly address: ObjectAddress;
  /** Of an object that was stored with it. */
  readonly customerKey?: CustomerKey | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The object's description, `undefined` when there is none.
 * @throws METADATA_INVALID; UNSUPPORTED when it is encrypted
 */
export async function headObject(
  engine: Engine,
  input: HeadObjectInput,
): Promise<LogicalObject | undefined> {
  input.signal?.throwIfAborted();
  assertLogicalKey(input.address);
  return await locate(engine, input.address, input);
}
