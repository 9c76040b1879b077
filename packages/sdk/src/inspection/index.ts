export { explainObject, type ExplainObjectOptions } from './explain-object.ts';
export type {
  ExplainedDelta,
  ExplainedProblem,
  ExplainedReference,
  ExplainedWhole,
  ObjectExplanation,
  WholeReason,
} from './explanation.ts';
