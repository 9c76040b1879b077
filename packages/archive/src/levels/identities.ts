import { scan } from '../containers/scan.ts';
import type { LevelSource } from './expand-level.ts';

export interface IdentityOptions {
  /** Most members that are looked at. */
  readonly members: number;
  readonly signal: AbortSignal | undefined;
}

/** What tells the streams of a form from one another. */
export async function identities(
  { source, regions }: LevelSource,
  { members, signal }: IdentityOptions,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const region of regions) {
    const context = { limits: { members: members - found.size }, signal };
    for await (const { identity } of scan(source, region, context)) found.add(identity);
    if (found.size >= members) break;
  }
  return found;
}
