import {
  readStream,
  toHex,
  type CreateHash,
  type ScratchBytes,
  type ScratchPort,
} from '@deltaglider/core';
import { compileArchive } from '../wasm/archive-module.ts';
import type { Operation } from '../wasm/operation.ts';
import { Transform, TransformFailure } from '../wasm/transform.ts';
import type { Body, Folding, Frame } from './folding.ts';

/** All settings together may compress this much; what comes then is no longer tried. */
const WORK_LIMIT = 16 * 2 ** 30;
/** Bodies up to this size are held in memory while frames are tried. */
const HELD_BODY = 32 * 2 ** 20;

export interface Search {
  readonly content: ScratchBytes;
  readonly folding: Folding;
  readonly sha256: CreateHash;
  readonly scratch: ScratchPort;
  /** Of the file that is looked for. */
  readonly expected: { readonly size: number; readonly sha256: string };
  readonly signal: AbortSignal | undefined;
}

type SearchResult = Found | NotFound;

/** The file: a frame around a body, which is to be closed. */
interface Found {
  readonly found: true;
  readonly frame: Frame;
  readonly body: ScratchBytes;
}

export interface NotFound {
  readonly found: false;
  /** Settings that were tried. */
  readonly operations: number;
  /** Files that were hashed, since their size was right. */
  readonly hashed: number;
  /** Not all settings were tried: that would have been too much work. */
  readonly gaveUp: boolean;
}

/** Compresses the content in one way after the other, until the whole has the digest. */
export async function search(job: Search): Promise<SearchResult> {
  const { folding, content, expected } = job;
  const queue = [...folding.operations];
  const seen = new Set<string>();
  const tally = { operations: 0, hashed: 0 };
  for (let work = content.size; ; work += content.size) {
    const operation = queue.shift();
    if (operation === undefined) return { found: false, ...tally, gaveUp: false };
    if (work > WORK_LIMIT && tally.operations > 0) return { found: false, ...tally, gaveUp: true };
    const made = await compress(job, operation);
    tally.operations += 1;
    if (made === undefined) continue;
    queue.unshift(...(folding.alternatives?.(made.size, operation) ?? []));
    const body = made.bytes;
    let isFound = false;
    try {
      if (!folding.fits(made.size, operation)) continue;
      const whole = await hashable(job, body);
      // Levels often come to the same: its frames have been tried with it.
      const digest = await digestOf(job, whole, []);
      if (seen.has(digest)) continue;
      seen.add(digest);
      for (const frame of folding.frames(made)) {
        job.signal?.throwIfAborted();
        tally.hashed += 1;
        if ((await digestOf(job, whole, [frame])) !== expected.sha256) continue;
        isFound = true;
        return { found: true, frame, body };
      }
    } finally {
      if (!isFound) await body.close();
    }
  }
}

class TooLarge extends Error {}

interface Made extends Body {
  readonly bytes: ScratchBytes;
}

/** What the operation makes of the content; `undefined` where it becomes too large, or does not fit in memory. */
async function compress(job: Search, operation: Operation): Promise<Made | undefined> {
  const { content, folding, scratch, signal } = job;
  try {
    const transform = new Transform(await compileArchive(), operation);
    const output = transform.run({ input: readStream(content, { signal }), signal });
    const bytes = await scratch.write(limited(output, folding.largestBody), { signal });
    return { operation, bytes, size: bytes.size, contentCrc: transform.inputCrc };
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    if (error instanceof TransformFailure && error.reason === 'memory') return undefined;
    throw error;
  }
}

async function* limited(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) throw new TooLarge();
    yield chunk;
  }
}

type Hashable = Uint8Array | ScratchBytes;

/** The body in memory, unless it is large: hundreds of frames may be tried around it. */
async function hashable({ signal }: Search, body: ScratchBytes): Promise<Hashable> {
  return body.size <= HELD_BODY ? await body.read(0, body.size, { signal }) : body;
}

async function digestOf(
  { sha256, signal }: Search,
  body: Hashable,
  frames: readonly Frame[],
): Promise<string> {
  const hash = sha256();
  for (const { head } of frames) hash.update(head);
  if (body instanceof Uint8Array) hash.update(body);
  else for await (const chunk of readStream(body, { signal })) hash.update(chunk);
  for (const { tail } of frames) hash.update(tail);
  return toHex(hash.digest());
}
