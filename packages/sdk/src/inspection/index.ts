export { ClassSum, type ClassUsage, type Volume } from './costs/class-usage.ts';
export { defaultPrices } from './costs/default-prices.ts';
export {
  estimateCosts,
  type ClassCost,
  type CostEstimate,
  type UnpricedClass,
} from './costs/estimate-costs.ts';
export { parsePriceList } from './costs/parse-price-list.ts';
export type { ClassPrice, PriceList } from './costs/price-list.ts';
export { readPriceList } from './costs/read-price-list.ts';
export { explainObject, type ExplainObjectOptions } from './explain-object.ts';
export type {
  ExplainedDelta,
  ExplainedProblem,
  ExplainedReference,
  ExplainedWhole,
  ObjectExplanation,
  WholeReason,
} from './explanation.ts';
export type { BucketStats, SizeEstimate, StatsMode } from './stats/bucket-stats.ts';
export { collectStats, type CollectStatsOptions } from './stats/collect-stats.ts';
export { sumUsage, type Usage } from './usage.ts';
export { usageByPrefix, type PrefixUsage, type UsageOptions } from './usage-by-prefix.ts';
export { usageTree, type UsageTree } from './usage-tree.ts';
export { checkTrees } from './check/check-trees.ts';
export type {
  CheckedSide,
  CheckEvent,
  CheckLocation,
  CheckObserver,
  CheckResult,
  CheckStatus,
  CheckSummary,
  CheckTreesOptions,
  CheckedStore,
} from './check/check-options.ts';
