import type { LifecycleRule, LifecycleRuleFilter } from '@aws-sdk/client-s3';
import { lifecyclePrefix } from './lifecycle-prefix.ts';

/** What a lifecycle rule does to objects of DeltaGlider. */
export interface LifecycleDanger {
  /** `expire`: they are deleted. `archive`: nobody can read them until they are restored. */
  readonly action: 'expire' | 'archive';
  /**
   * `references`: an object that many others need. `deltas`: only those that a user has given a tag, as nothing
   * gives one to a reference.
   */
  readonly of: 'references' | 'deltas';
}

/** Classes whose objects have to be restored before they can be read. */
const ARCHIVES: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);
/** What nobody needs any more after a while; a rule may clean it up. */
const REFUSE = /^\.deltaglider\/(?:trash|tmp)\//;
/** More than any object of S3 has. */
const MAX_BYTES = 50 * 2 ** 40;

/** `undefined` for a rule that is off, or touches nothing that is needed. */
export function lifecycleDanger(rule: LifecycleRule): LifecycleDanger | undefined {
  if (rule.Status !== 'Enabled') return undefined;
  const action = actionOf(rule);
  if (action === undefined) return undefined;
  const { prefix, tags, above, below } = toScope(rule);
  // Neither references nor deltas are empty.
  const isNoSize = Math.max(above + 1, 1) > Math.min(below - 1, MAX_BYTES);
  if (isNoSize || REFUSE.test(prefix)) return undefined;
  // Any other prefix can stand before /reference.bin.
  return { action, of: tags > 0 ? 'deltas' : 'references' };
}

function actionOf({
  Expiration,
  Transitions = [],
}: LifecycleRule): LifecycleDanger['action'] | undefined {
  // A rule that only tidies up delete markers has neither.
  if (Expiration?.Days !== undefined || Expiration?.Date !== undefined) return 'expire';
  const archives = Transitions.some(({ StorageClass = '' }) => ARCHIVES.has(StorageClass));
  return archives ? 'archive' : undefined;
}

interface Scope {
  readonly prefix: string;
  /** How many tags an object must have. */
  readonly tags: number;
  /** Bytes; both exclusive, as S3 has it. */
  readonly above: number;
  readonly below: number;
}

function toScope(rule: LifecycleRule): Scope {
  const { Filter = {} } = rule;
  const { Tag, And = {}, ...rest }: LifecycleRuleFilter = Filter;
  return {
    prefix: lifecyclePrefix(rule),
    tags: (Tag === undefined ? 0 : 1) + (And.Tags?.length ?? 0),
    above: rest.ObjectSizeGreaterThan ?? And.ObjectSizeGreaterThan ?? -1,
    below: rest.ObjectSizeLessThan ?? And.ObjectSizeLessThan ?? Infinity,
  };
}
