import { filterRoot } from './destination.ts';
import { createPathFilter } from './path-filter.ts';
import type { PlanDeleteOptions } from './plan-options.ts';
import { sourceObjects } from './source-objects.ts';
import type { PlanItem } from './transfer-task.ts';

/** Which objects to delete, folder markers included. A single one need not exist: deleting is idempotent. */
export async function* planDelete(options: PlanDeleteOptions): AsyncIterable<PlanItem> {
  const { bucket, key } = options.source.address;
  if (options.recursive !== true) {
    const matches = createPathFilter(options.filters ?? [], filterRoot(options.source, false));
    if (key === '' || !matches(`${bucket}/${key}`)) return;
    yield { type: 'task', task: { operation: 'delete', from: { bucket, key }, size: 0 } };
    return;
  }
  for await (const object of sourceObjects(options)) {
    const from = { bucket, key: object.key };
    yield { type: 'task', task: { operation: 'delete', from, size: object.size } };
  }
}
