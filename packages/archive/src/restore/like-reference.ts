import { collect, readStream, type ByteSource } from '@deltaglider/core';
import { compileArchive } from '../wasm/archive-module.ts';
import type { Operation } from '../wasm/operation.ts';
import { Transform } from '../wasm/transform.ts';

/** How much of the reference is compressed for a look, and what has to agree at least. */
const SAMPLE = 1024 * 1024;
const LEAST_EVIDENCE = 4096;

export interface Likeness {
  readonly operations: readonly Operation[];
  /** The compressed reference, and where its compressed data begins. */
  readonly reference: ByteSource;
  readonly bodyStart: number;
  /** What the reference contains. */
  readonly expanded: ByteSource;
  readonly signal: AbortSignal | undefined;
}

/** The operations, that first by which the beginning of the reference was made: versions are made alike. */
export async function likeReference(likeness: Likeness): Promise<readonly Operation[]> {
  const { operations } = likeness;
  for (const operation of operations) {
    if (await madeReference(likeness, operation)) {
      return [operation, ...operations.filter((other) => other !== operation)];
    }
  }
  return operations;
}

async function madeReference(likeness: Likeness, operation: Operation): Promise<boolean> {
  const { expanded, reference, bodyStart, signal } = likeness;
  const transform = new Transform(await compileArchive(), operation);
  const input = readStream(expanded, { range: { start: 0, end: SAMPLE }, signal });
  const made = await collect(transform.run({ input, partial: true, signal }));
  if (made.length < LEAST_EVIDENCE) return false;
  const actual = await reference.read(bodyStart, made.length, { signal });
  return made.length === actual.length && made.every((byte, index) => byte === actual[index]);
}
