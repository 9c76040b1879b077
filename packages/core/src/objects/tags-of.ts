import type { LogicalObject } from '../domain/logical-object.ts';
import type { Engine } from '../engine.ts';

/** The object's tags, for a copy that passes through here; `undefined` where there are none. */
export async function tagsOf(
  { storage }: Engine,
  { address, physical }: LogicalObject,
  signal: AbortSignal | undefined,
): Promise<Readonly<Record<string, string>> | undefined> {
  if (physical.tagCount === 0) return undefined;
  const place = { bucket: address.bucket, key: physical.key };
  const tags = await storage.getTags?.(place, { signal });
  return tags !== undefined && Object.keys(tags).length > 0 ? tags : undefined;
}
