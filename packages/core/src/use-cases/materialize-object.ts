import { hashContent, hashed } from '../bytes/hashing.ts';
import { assertLogicalKey, nameOf, temporaryKeyOf } from '../domain/deltaspace.ts';
import type { LogicalObject } from '../domain/logical-object.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { temporaryMetadata } from '../metadata/write-metadata.ts';
import type { ObjectProperties, StoredObject } from '../ports/storage-port.ts';
import { getObject } from './get-object.ts';

export interface MaterializeObjectInput {
  /** The logical address. */
  readonly address: ObjectAddress;
  /** Makes the copy's key its own: something that no other copy has. */
  readonly id: string;
  /** When the copy may be deleted. */
  readonly expiresAt: Date;
  /** What the copy has instead of the object's own properties. @default those of the object */
  readonly properties?: ((object: LogicalObject) => ObjectProperties) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Keeps a whole copy of an object below `.deltaglider/tmp/`, for those who cannot restore a delta. Every byte is
 * checked before anything is written. Resolves to the physical copy.
 * @throws OBJECT_NOT_FOUND, what reading the object throws, and what the storage throws
 */
export async function materializeObject(
  engine: Engine,
  input: MaterializeObjectInput,
): Promise<StoredObject> {
  const { address, id, expiresAt, signal } = input;
  const { properties = (each: LogicalObject) => each.properties } = input;
  assertLogicalKey(address);
  const object = await getObject(engine, { address, signal });
  const hasher = hashContent(engine, object.size);
  const source = await engine.scratch.write(hashed(object.body, hasher), { signal });
  try {
    const createdAt = engine.clock();
    const description = { ...hasher.digest(), tool: engine.tool, key: address.key, createdAt };
    const key = temporaryKeyOf(id, nameOf(address.key));
    return await engine.storage.put({ bucket: address.bucket, key }, source, {
      metadata: { ...object.metadata, ...temporaryMetadata(description, expiresAt) },
      properties: properties(object),
      // It is as secret as the object, but not to be archived like it.
      placement: object.placement?.encryption && { encryption: object.placement.encryption },
      signal,
    });
  } finally {
    await source.close();
  }
}
