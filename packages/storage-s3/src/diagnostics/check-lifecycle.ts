import type {
  GetBucketLifecycleConfigurationCommandOutput,
  LifecycleRule,
} from '@aws-sdk/client-s3';
import type { Found } from './found.ts';
import { lifecycleDanger, type LifecycleDanger } from './lifecycle-danger.ts';
import { lifecyclePrefix } from './lifecycle-prefix.ts';
import type { Setting } from './setting.ts';

/** Whether a lifecycle rule takes away what deltas need. */
export function checkLifecycle(
  lifecycle: Setting<GetBucketLifecycleConfigurationCommandOutput>,
): Found {
  if (lifecycle.unknown !== undefined) return lifecycle.unknown;
  const { Rules: rules = [] } = lifecycle.value ?? {};
  const dangers = rules.flatMap((rule, index) => {
    const danger = lifecycleDanger(rule);
    return danger === undefined ? [] : [{ ...danger, name: nameOf(rule, index) }];
  });
  const worst = dangers.filter((each) => each.of === 'references');
  if (worst.length > 0) {
    return { status: 'problem', message: worst.map(sentenceOf).join(' '), hint: REFERENCES };
  }
  if (dangers.length > 0) {
    return { status: 'warning', message: dangers.map(sentenceOf).join(' '), hint: DELTAS };
  }
  const message = rules.length === 0 ? 'The bucket has none.' : 'None takes away what deltas need.';
  return { status: 'ok', message, ...(!rules.some(abortsUploads) && { hint: UPLOADS }) };
}

const REFERENCES =
  'Turn the rule off, or give it a prefix below which nothing is stored as a delta. To have less in the ' +
  'bucket, delete objects with deltaglider rm, which knows what is still needed.';
const DELTAS = 'Leave it so if you meant it; nothing but what has the tag is touched.';
const UPLOADS =
  'A rule with AbortIncompleteMultipartUpload would remove uploads that broke off; `deltaglider repair` does, too.';

interface Danger extends LifecycleDanger {
  readonly name: string;
}

function sentenceOf({ name, action, of }: Danger): string {
  if (of === 'deltas') {
    return action === 'expire'
      ? `${name} deletes objects that have a tag, deltas too.`
      : `${name} archives objects that have a tag: deltas cannot be read until they are restored.`;
  }
  return action === 'expire'
    ? `${name} deletes references by their age, and with a reference every object that needs it is lost.`
    : `${name} archives references by their age: no object that needs one can be read until it is restored.`;
}

function nameOf(rule: LifecycleRule, index: number): string {
  const { ID = '' } = rule;
  const name = ID === '' ? `Rule ${index + 1}` : `The rule "${ID}"`;
  const prefix = lifecyclePrefix(rule);
  return prefix === '' ? name : `${name} for ${prefix}`;
}

function abortsUploads({ Status, AbortIncompleteMultipartUpload }: LifecycleRule): boolean {
  return Status === 'Enabled' && AbortIncompleteMultipartUpload !== undefined;
}
