import {
  DeltaGliderError,
  discard,
  formatAddress,
  toHex,
  type ByteStream,
  type Classified,
  type Engine,
  type ErrorCode,
  type ObjectAddress,
  type StoredObject,
  type VerifyResult,
} from '@deltaglider/core';

export interface VerifyReferenceInput {
  /** The physical address. */
  readonly address: ObjectAddress;
  readonly stored: StoredObject;
  readonly classified: Extract<Classified, { kind: 'reference' | 'damaged' }>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads a whole reference from the store, into the engine's cache, and compares its digest with the recorded one.
 * Damage is a result, not an error.
 * @throws what the storage throws
 */
export async function verifyReference(
  engine: Engine,
  input: VerifyReferenceInput,
): Promise<VerifyResult> {
  const { address, stored, classified } = input;
  const name = formatAddress(address);
  const known = { address, size: stored.size, stored: undefined, codec: undefined };
  const unread = { ...known, valid: false, expectedSha256: undefined, actualSha256: undefined };
  if (classified.kind === 'damaged') {
    const message = `The metadata of ${name} cannot be read: ${classified.reason}.`;
    return { ...unread, message, error: damage('METADATA_INVALID', message, { address }) };
  }
  if (classified.encryption !== undefined) {
    const message = `${name} is encrypted by the proxy, which DeltaGlider cannot decrypt.`;
    return { ...unread, message, error: damage('UNSUPPORTED', message, { address }) };
  }
  const expected = classified.sha256;
  const actual = await digestOf(engine, input, expected);
  const read = { ...known, expectedSha256: expected, actualSha256: actual };
  if (expected === undefined || actual === expected) {
    const message = expected === undefined ? `${name} can be read.` : `${name} is intact.`;
    return { ...read, valid: true, message, error: undefined };
  }
  const message =
    `${name} is damaged: what was read has ${actual} as its SHA-256, recorded was ${expected}. ` +
    'Every delta beside it needs it.';
  const error = damage('INTEGRITY_MISMATCH', message, { address, expected, actual });
  return { ...read, valid: false, message, error };
}

/** The digest of what the store has. Whole bytes are in the cache afterwards; that it fails is no matter here. */
async function digestOf(
  engine: Engine,
  { address, stored, signal }: VerifyReferenceInput,
  expected: string | undefined,
): Promise<string> {
  const { body } = await engine.storage.get(address, { ifMatch: stored.etag, signal });
  const hash = engine.sha256();
  const iterator = body[Symbol.asyncIterator]();
  let failure: { readonly error: unknown } | undefined;
  // Without `return`: what the cache gives up on is read to its end all the same.
  const passing: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => passing,
    next: async () => {
      try {
        const next = await iterator.next();
        if (next.done !== true) hash.update(next.value);
        return next;
      } catch (error) {
        failure = { error };
        throw error;
      }
    },
  };
  try {
    if (expected !== undefined) await keep(engine, { sha256: expected, content: passing, signal });
    if (failure !== undefined) throw failure.error;
    for await (const _ of passing) continue;
    return toHex(hash.digest());
  } finally {
    await discard(body);
  }
}

interface Kept {
  readonly sha256: string;
  readonly content: ByteStream;
  readonly signal: AbortSignal | undefined;
}

async function keep(engine: Engine, { sha256, content, signal }: Kept): Promise<void> {
  try {
    const copy = await engine.cache.put(sha256, content, { signal });
    await copy.close();
  } catch (error) {
    signal?.throwIfAborted();
    if (DeltaGliderError.is(error, 'INTEGRITY_MISMATCH')) return;
    engine.observe({ type: 'cache-failed', sha256, error });
  }
}

interface Damage {
  readonly address: ObjectAddress;
  readonly expected?: string;
  readonly actual?: string;
}

function damage(
  code: ErrorCode,
  message: string,
  { address, ...digests }: Damage,
): DeltaGliderError {
  const hint =
    'Put it back from another copy of the bucket, with a tool that sees objects as the store has them.';
  return new DeltaGliderError(code, message, { details: { ...address, ...digests, hint } });
}
