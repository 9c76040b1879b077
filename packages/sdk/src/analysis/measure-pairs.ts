import {
  DeltaGliderError,
  DeltaLimitReached,
  directoryOf,
  discard,
  limited,
  readStream,
  toHex,
  type ByteStream,
  type Engine,
  type Hash,
  type ScratchBytes,
} from '@deltaglider/core';
import type { AnalysisSource } from './analysis-source.ts';
import type { Candidate, DeltaspaceTally } from './deltaspace-tally.ts';
import { hasReference } from './survey.ts';

/** What encoding one object told. */
export interface MeasuredPair {
  readonly size: number;
  /** Bytes that would be stored: the delta's, or all where the delta would not be kept. */
  readonly storedSize: number;
}

export interface MeasurePairsOptions {
  readonly engine: Engine;
  readonly source: AnalysisSource;
  readonly tallies: ReadonlyMap<string, DeltaspaceTally>;
  readonly maxRatio: number;
  readonly signal: AbortSignal | undefined;
  /** Called after each object. */
  readonly onMeasured: () => void;
}

export interface Measurements {
  readonly pairs: ReadonlyMap<string, MeasuredPair>;
  readonly bytesRead: number;
  /** Objects that could not be read. */
  readonly unread: number;
}

interface Reference {
  readonly bytes: ScratchBytes;
  readonly sha256: string;
}

/**
 * Encodes each candidate, as a put would, against the reference that it would have, one deltaspace after the other.
 * An object that is gone or cannot be read is counted and left out.
 * @throws what the storage throws for other reasons, such as a store that does not answer
 */
export async function measurePairs(
  candidates: Iterable<Candidate>,
  options: MeasurePairsOptions,
): Promise<Measurements> {
  const pairs = new Map<string, MeasuredPair>();
  let bytesRead = 0;
  let unread = 0;
  for (const [prefix, group] of groupByPrefix(candidates)) {
    const reference = await unlessUnreadable(openReference(prefix, options));
    if (reference === undefined) {
      unread += group.length;
      continue;
    }
    bytesRead += reference.bytes.size;
    try {
      for (const { key } of group) {
        const pair = await unlessUnreadable(measure(key, reference, options));
        if (pair === undefined) unread += 1;
        else {
          pairs.set(key, pair);
          bytesRead += pair.size;
        }
        options.onMeasured();
      }
    } finally {
      await reference.bytes.close();
    }
  }
  return { pairs, bytesRead, unread };
}

function groupByPrefix(candidates: Iterable<Candidate>): Map<string, Candidate[]> {
  const keys = new Set<string>();
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    if (keys.has(candidate.key)) continue;
    keys.add(candidate.key);
    const prefix = directoryOf(candidate.key);
    const group = groups.get(prefix);
    if (group === undefined) groups.set(prefix, [candidate]);
    else group.push(candidate);
  }
  return groups;
}

const UNREADABLE = [
  'OBJECT_NOT_FOUND',
  'ACCESS_DENIED',
  'METADATA_INVALID',
  'REFERENCE_MISSING',
  'INTEGRITY_MISMATCH',
  'DELTA_FAILED',
  'UNSUPPORTED',
] as const;

async function unlessUnreadable<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (UNREADABLE.some((code) => DeltaGliderError.is(error, code))) return undefined;
    throw error;
  }
}

async function openReference(prefix: string, options: MeasurePairsOptions): Promise<Reference> {
  const { engine, source, tallies, signal } = options;
  signal?.throwIfAborted();
  const tally = tallies.get(prefix);
  const { first } = tally ?? {};
  const isThere = tally !== undefined && hasReference(tally);
  const stream = await (isThere || first === undefined
    ? source.openReference(prefix)
    : source.open(first.key));
  try {
    const hash = engine.sha256();
    const bytes = await engine.scratch.write(hashed(stream, hash), { signal });
    return { bytes, sha256: toHex(hash.digest()) };
  } finally {
    await discard(stream);
  }
}

async function* hashed(stream: ByteStream, hash: Hash): ByteStream {
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
}

async function measure(
  key: string,
  reference: Reference,
  { engine, source, maxRatio, signal }: MeasurePairsOptions,
): Promise<MeasuredPair> {
  signal?.throwIfAborted();
  const stream = await source.open(key);
  const target = await engine.scratch.write(stream, { signal }).finally(() => discard(stream));
  try {
    const { size } = target;
    const limit = maxRatio * size;
    const delta = engine.codec.encode(reference.bytes, readStream(target, { signal }), {
      targetSize: size,
      targetSource: target,
      referenceSha256: reference.sha256,
      limit,
      signal,
    });
    return { size, storedSize: await sizeOf(limited(delta, limit), size) };
  } finally {
    await target.close();
  }
}

/** Of the delta; of the whole object where a put would give the delta up. */
async function sizeOf(delta: ByteStream, whole: number): Promise<number> {
  let size = 0;
  try {
    for await (const chunk of delta) size += chunk.length;
    return size;
  } catch (error) {
    const isGivenUp =
      DeltaLimitReached.is(error) ||
      DeltaGliderError.is(error, 'DELTA_FAILED') ||
      DeltaGliderError.is(error, 'UNSUPPORTED');
    if (!isGivenUp) throw error;
    return whole;
  }
}
