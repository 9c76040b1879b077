import { readStream, type AbortOptions } from '@deltaglider/core';
import { compileArchive } from '../wasm/archive-module.ts';
import { Transform, TransformFailure, type TransformReason } from '../wasm/transform.ts';
import type { CompressedRange } from './compressed-range.ts';
import type { SolidMethod } from './solid-settings.ts';

export interface ExpandSolidOptions extends AbortOptions {
  /** The most bytes that it may expand to. */
  readonly limit: number;
}

/** How many compressed bytes the stream has, or why it was not expanded to its end. */
export type SolidExpansion = { readonly size: number } | TransformReason | 'limit';

/**
 * Expands the one stream that the range begins with; padding and further streams are left alone. Never yields more
 * than `limit` bytes.
 */
export async function* expandSolid(
  method: SolidMethod,
  { source, offset, size }: CompressedRange,
  { limit, signal }: ExpandSolidOptions,
): AsyncGenerator<Uint8Array, SolidExpansion, undefined> {
  const range = { start: offset, end: offset + size };
  const module = await compileArchive();
  let expanded = 0;
  try {
    const transform = new Transform(module, { type: 'expand', format: method, onlyOne: true });
    for await (const chunk of transform.run({
      input: readStream(source, { range, signal }),
      signal,
    })) {
      expanded += chunk.length;
      if (expanded > limit) return 'limit';
      if (chunk.length > 0) yield chunk;
    }
    return { size: transform.taken };
  } catch (error) {
    if (error instanceof TransformFailure) return error.reason;
    throw error;
  }
}
