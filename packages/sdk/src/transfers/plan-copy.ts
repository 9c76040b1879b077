import { keyDestination, toPrefix } from './destination.ts';
import type { PlanCopyOptions } from './plan-options.ts';
import { isFolderMarker, sourceObjects, type SourceObject } from './source-objects.ts';
import type { PlanItem } from './transfer-task.ts';

/**
 * Which objects to copy where. Folder markers are left out.
 * @throws OBJECT_NOT_FOUND for a single object that is absent.
 */
export async function* planCopy(options: PlanCopyOptions): AsyncIterable<PlanItem> {
  const { source, destination, recursive = false } = options;
  const toKey = keyDestination(destination.address.key, recursive);
  for await (const object of await settled(options)) {
    if (isFolderMarker(object)) continue;
    const from = { bucket: source.address.bucket, key: object.key };
    const to = { bucket: destination.address.bucket, key: toKey(object.relative) };
    yield { type: 'task', task: { operation: 'copy', from, to, size: object.size } };
  }
}

/** A copy into its own source would find its own copies, for ever: then the listing comes first. */
async function settled(
  options: PlanCopyOptions,
): Promise<AsyncIterable<SourceObject> | readonly SourceObject[]> {
  const { source, destination, recursive = false } = options;
  const inside =
    source.address.bucket === destination.address.bucket &&
    toPrefix(destination.address.key).startsWith(toPrefix(source.address.key));
  if (!recursive || !inside) return sourceObjects(options);
  const objects: SourceObject[] = [];
  for await (const object of sourceObjects(options)) objects.push(object);
  return objects;
}
