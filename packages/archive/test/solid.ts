import { bufferSource, collect } from '@deltaglider/core';
import type { CompressedRange } from '../src/solid/compressed-range.ts';
import { expandSolid, type SolidExpansion } from '../src/solid/expand-solid.ts';
import { findSolidSettings } from '../src/solid/find-solid-settings.ts';
import { foldSolid } from '../src/solid/fold-solid.ts';
import type { SolidMethod, SolidSettings } from '../src/solid/solid-settings.ts';
import { streamOf } from './support.ts';

interface Expanded {
  readonly content: Uint8Array;
  readonly end: SolidExpansion;
}

export function rangeOf(bytes: Uint8Array): CompressedRange {
  return { source: bufferSource(bytes), offset: 0, size: bytes.length };
}

/** Expands what the bytes begin with. */
export async function expanded(
  method: SolidMethod,
  range: CompressedRange,
  limit = 2 ** 26,
): Promise<Expanded> {
  const generator = expandSolid(method, range, { limit });
  const chunks: Uint8Array[] = [];
  for (;;) {
    const result = await generator.next();
    if (result.done === true) return { content: Buffer.concat(chunks), end: result.value };
    chunks.push(result.value);
  }
}

/** The settings that are found for a stream and what it contains. */
export async function found(
  method: SolidMethod,
  { content, bytes, budget = 8 * content.length }: FoundOptions,
): Promise<SolidSettings | undefined> {
  const contents = { content: bufferSource(content), compressed: rangeOf(bytes) };
  return await findSolidSettings(method, contents, { budget });
}

interface FoundOptions {
  readonly content: Uint8Array;
  readonly bytes: Uint8Array;
  readonly budget?: number;
}

export async function folded(settings: SolidSettings, content: Uint8Array): Promise<Uint8Array> {
  return await collect(foldSolid(settings, streamOf(content), undefined));
}

/** Bytes that do not compress, the same in every run. */
export function noise(size: number): Uint8Array {
  let state = 11;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 23;
  });
}
