import { createHash } from 'node:crypto';
import { getObject, listObjects, type Engine, type StoragePort } from '@deltaglider/core';

/** Everything that users know of the objects below a prefix, by their names below it. */
export async function logicalTree(
  engine: Engine,
  bucket: string,
  prefix = '',
): Promise<Record<string, unknown>> {
  const tree: Record<string, unknown> = {};
  for await (const { key } of listObjects(engine, { bucket, prefix })) {
    const { body, physical, ...object } = await getObject(engine, { address: { bucket, key } });
    const hash = createHash('sha256');
    for await (const chunk of body) hash.update(chunk);
    tree[key.slice(prefix.length)] = {
      sha256: hash.digest('hex'),
      size: object.size,
      metadata: object.metadata,
      properties: object.properties,
      tags: (await engine.storage.getTags?.({ bucket, key: physical.key })) ?? {},
    };
  }
  return tree;
}

/** Every physical row: whoever writes changes at least one of them. */
export async function physicalRows(storage: StoragePort, bucket: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of storage.list(bucket)) rows.push(row);
  return rows;
}
