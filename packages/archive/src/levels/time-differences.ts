import type { ScanContext } from '../containers/scan-context.ts';
import { zipTimes, type ZipTime } from '../containers/zip-times.ts';
import type { Difference } from './difference.ts';
import type { LevelSource } from './expand-level.ts';

/** More than these are not compared: what is known of them is held in memory. */
const MOST_MEMBERS = 200_000;

/**
 * Where members of zips, known by their names, have other times than the reference says: whoever makes a zip anew gives
 * all members new times. In order of offset.
 */
export async function timeDifferences(
  reference: LevelSource,
  target: LevelSource,
  { limits, signal }: ScanContext,
): Promise<readonly Difference[]> {
  const context = { limits: { members: Math.min(limits.members, MOST_MEMBERS) }, signal };
  const times = new Map<string, number>();
  for await (const { name, time } of timesOf(reference, context)) {
    if (!times.has(name)) times.set(name, time);
  }
  if (times.size === 0) return [];
  const differences: Difference[] = [];
  for await (const { name, time, places } of timesOf(target, context)) {
    const others = times.get(name) ?? time;
    if (others === time) continue;
    for (const offset of await places()) differences.push({ offset, own: time, others });
  }
  return differences.sort((one, other) => one.offset - other.offset);
}

async function* timesOf(
  { source, regions }: LevelSource,
  context: ScanContext,
): AsyncGenerator<ZipTime, void, undefined> {
  let left = context.limits.members;
  for (const region of regions) {
    for await (const time of zipTimes(source, region, { ...context, limits: { members: left } })) {
      yield time;
      left -= 1;
    }
    if (left <= 0) return;
  }
}
