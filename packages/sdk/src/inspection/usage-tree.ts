import { usageByPrefix, type PrefixUsage, type UsageOptions } from './usage-by-prefix.ts';

/** A prefix with those one level below it, in their order. */
export interface UsageTree extends PrefixUsage {
  readonly children: readonly UsageTree[];
}

/** As `usageByPrefix`, but all of it together: it keeps the prefixes down to `depth`, and nothing of their objects. */
export async function usageTree(options: UsageOptions): Promise<UsageTree> {
  /** By depth: prefixes that are complete, and wait for the one above. */
  const waiting: UsageTree[][] = [];
  for await (const usage of usageByPrefix(options)) {
    const [children = []] = waiting.splice(usage.depth + 1);
    (waiting[usage.depth] ??= []).push({ ...usage, children });
  }
  const [root] = waiting[0] ?? [];
  if (root === undefined) throw new Error('The prefix itself always comes last.');
  return root;
}
