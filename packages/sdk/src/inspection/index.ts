export { explainObject, type ExplainObjectOptions } from './explain-object.ts';
export type {
  ExplainedDelta,
  ExplainedProblem,
  ExplainedReference,
  ExplainedWhole,
  ObjectExplanation,
  WholeReason,
} from './explanation.ts';
export { sumUsage, type Usage } from './usage.ts';
export { usageByPrefix, type PrefixUsage, type UsageOptions } from './usage-by-prefix.ts';
export { usageTree, type UsageTree } from './usage-tree.ts';
