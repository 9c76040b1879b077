import {
  assertLogicalKey,
  DELTA_SUFFIX,
  DeltaGliderError,
  findReadable,
  formatAddress,
  notFound,
  readFields,
  type Engine,
  type ObjectAddress,
  type Variant,
} from '@deltaglider/core';
import type {
  ExplainedDelta,
  ExplainedProblem,
  ExplainedReference,
  ObjectExplanation,
} from './explanation.ts';
import { findReference } from './find-reference.ts';
import { likelyReason } from './likely-reason.ts';

export interface ExplainObjectOptions {
  readonly engine: Engine;
  /** The logical address. */
  readonly address: ObjectAddress;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Tells what an object is and where its bytes are, from metadata alone: nothing is read. Damage is a part of the
 * explanation (`problem`), not an error.
 * @throws OBJECT_NOT_FOUND, and what the storage throws
 */
export async function explainObject(options: ExplainObjectOptions): Promise<ObjectExplanation> {
  const { engine, address, signal } = options;
  signal?.throwIfAborted();
  assertLogicalKey(address);
  const variant = await findReadable(engine, address, { signal });
  if (variant === undefined) throw await whyAbsent(options);
  const delta = await explainDelta(options, variant);
  const { physical } = variant;
  const fields = readFields(physical.metadata);
  const known = { ...describe(variant), address, physicalKey: physical.key, delta };
  const { kind, size = 0 } = known;
  return {
    ...known,
    message: messageFor(known),
    storedSize: physical.size,
    storedAt: physical.lastModified,
    tool: fields.get('tool'),
    note: fields.get('note'),
    whole: kind === 'whole' ? likelyReason(engine, { address, size }) : undefined,
    problem: problemOf(engine, variant, known),
  };
}

type Described = Pick<ObjectExplanation, 'kind' | 'size' | 'sha256' | 'md5' | 'createdAt'>;

function describe({ classified, physical }: Variant): Described {
  switch (classified.kind) {
    case 'foreign':
      return { ...nothing, kind: 'foreign', size: physical.size };
    case 'damaged':
      return { ...nothing, kind: 'damaged', size: undefined };
    default: {
      const { kind, sha256, md5, createdAt } = classified;
      const size = kind === 'delta' ? classified.size : physical.size;
      return { kind: kind === 'direct' ? 'whole' : kind, size, sha256, md5, createdAt };
    }
  }
}

const nothing = { sha256: undefined, md5: undefined, createdAt: undefined };

async function explainDelta(
  { engine, address, signal }: ExplainObjectOptions,
  { classified, physical }: Variant,
): Promise<ExplainedDelta | undefined> {
  if (classified.kind !== 'delta') return undefined;
  const { size, delta } = classified;
  const reference = await findReference(engine, { address, delta, signal });
  const ratio = size === 0 ? undefined : physical.size / size;
  return { codec: delta.codec, ratio, reference };
}

function messageFor({
  address,
  kind,
  delta,
}: Pick<ObjectExplanation, 'address' | 'kind' | 'delta'>): string {
  const name = formatAddress(address);
  switch (kind) {
    case 'delta': {
      const key = delta?.reference.key ?? '';
      return `${name} is stored as a delta against ${formatAddress({ ...address, key })}.`;
    }
    case 'whole':
      return `${name} is stored whole.`;
    case 'reference':
      return `${name} is a reference: deltas beside it are made against it, and no listing shows it.`;
    case 'foreign':
      return `${name} was written by another tool; it is whole, and there is no digest to check it by.`;
    case 'damaged':
      return `${name} is there, but its metadata is damaged.`;
  }
}

/** Whoever asks for the physical key of a delta wants its logical one. */
async function whyAbsent({ engine, address, signal }: ExplainObjectOptions): Promise<Error> {
  const error = notFound(address);
  const { bucket, key } = address;
  if (!key.endsWith(DELTA_SUFFIX) || key === DELTA_SUFFIX) return error;
  const logical = { bucket, key: key.slice(0, -DELTA_SUFFIX.length) };
  const variant = await findReadable(engine, logical, { signal });
  if (variant?.physical.key !== key) return error;
  const hint = `The delta of ${formatAddress(logical)} has this place; ask for that.`;
  return new DeltaGliderError(error.code, error.message, { details: { ...error.details, hint } });
}

function problemOf(
  engine: Engine,
  { classified }: Variant,
  { address, delta }: Pick<ObjectExplanation, 'address' | 'delta'>,
): ExplainedProblem | undefined {
  if (classified.kind === 'damaged') {
    return {
      message: `Its metadata does not let it be restored: ${classified.reason}.`,
      hint: 'It was changed or lost, perhaps by a tool that copied the object; upload it again.',
    };
  }
  if ('encryption' in classified && classified.encryption !== undefined) {
    return {
      message: `It is encrypted by the proxy (${classified.encryption}), which DeltaGlider cannot decrypt.`,
      hint: 'Read it through the proxy, which has the key.',
    };
  }
  if (delta === undefined) return undefined;
  if (engine.findCodec(delta.codec) === undefined) {
    return {
      message: `Its codec "${delta.codec}" is not known here.`,
      hint: 'Register that codec, or use a version of DeltaGlider that brings it.',
    };
  }
  return problemOfReference(address, delta.reference);
}

function problemOfReference(
  { bucket }: ObjectAddress,
  { state, key }: ExplainedReference,
): ExplainedProblem | undefined {
  const place = formatAddress({ bucket, key });
  if (state === 'missing') {
    return {
      message: `Its reference is missing: it is neither at ${place} nor in the trash.`,
      hint: 'Repair can put it back where a cache still has it; else restore it from a copy of the bucket.',
    };
  }
  if (state !== 'encrypted') return undefined;
  return {
    message: `Its reference at ${place} is encrypted by the proxy, which DeltaGlider cannot decrypt.`,
    hint: 'Read it through the proxy, which has the key.',
  };
}
