import { hashContent } from '../bytes/hashing.ts';
import type { StoredAs } from '../domain/logical-object.ts';
import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import type { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { isDamage } from '../errors/is-damage.ts';
import { getObject } from './get-object.ts';

export interface VerifyObjectInput {
  /** The logical address. */
  readonly address: ObjectAddress;
  readonly signal?: AbortSignal | undefined;
}

/** What a full read of an object found. */
export interface VerifyResult {
  readonly address: ObjectAddress;
  /** Whether every byte could be read and agrees with the recorded digest, where there is one. */
  readonly valid: boolean;
  readonly size: number | undefined;
  readonly stored: StoredAs | undefined;
  /** What reads its delta; `undefined` for one that is stored whole. */
  readonly codec: string | undefined;
  /** `undefined` for a foreign object, which has no digest to compare with. */
  readonly expectedSha256: string | undefined;
  readonly actualSha256: string | undefined;
  /** A sentence for people. */
  readonly message: string;
  /** What went wrong, when it is not valid. */
  readonly error: DeltaGliderError | undefined;
}

/**
 * Reads the whole object and compares its digest. Damage is a result, not an error.
 * @throws OBJECT_NOT_FOUND, and what the storage throws: a dead network says nothing about the object
 */
export async function verifyObject(
  engine: Engine,
  input: VerifyObjectInput,
): Promise<VerifyResult> {
  const { address } = input;
  let known: Pick<VerifyResult, 'size' | 'stored' | 'codec' | 'expectedSha256'> = {
    size: undefined,
    stored: undefined,
    codec: undefined,
    expectedSha256: undefined,
  };
  try {
    const object = await getObject(engine, input);
    const { size, stored, delta } = object;
    known = { size, stored, codec: delta?.codec, expectedSha256: object.sha256 };
    const hasher = hashContent({ sha256: engine.sha256, md5: undefined }, object.size);
    for await (const chunk of object.body) hasher.update(chunk);
    const actualSha256 = hasher.digest().sha256;
    const message = messageFor(address, object.sha256);
    return { ...known, address, valid: true, actualSha256, message, error: undefined };
  } catch (error) {
    if (!isDamage(error)) throw error;
    const { actual = '' } = error.details;
    const actualSha256 = /^[0-9a-f]{64}$/.test(actual) ? actual : undefined;
    return { ...known, address, valid: false, actualSha256, message: error.message, error };
  }
}

function messageFor(address: ObjectAddress, sha256: string | undefined): string {
  const name = formatAddress(address);
  if (sha256 !== undefined) return `${name} is intact.`;
  return `${name} can be read; it was not stored by DeltaGlider, so there is no digest to compare with.`;
}
