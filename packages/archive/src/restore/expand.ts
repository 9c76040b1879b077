import { DeltaGliderError, readStream, type ByteSource, type ByteStream } from '@deltaglider/core';
import { compileArchive } from '../wasm/archive-module.ts';
import type { Format } from '../wasm/operation.ts';
import { Transform, TransformFailure } from '../wasm/transform.ts';
import { expandedLimit } from './expanded-limit.ts';

/**
 * What a compressed reference contains.
 * @throws DELTA_FAILED where it is not a whole file of the format; UNSUPPORTED where it expands too far
 */
export async function* expand(
  format: Format,
  reference: ByteSource,
  signal: AbortSignal | undefined,
): ByteStream {
  const limit = expandedLimit(reference.size);
  let size = 0;
  try {
    const transform = new Transform(await compileArchive(), { type: 'expand', format });
    for await (const chunk of transform.run({ input: readStream(reference, { signal }), signal })) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof TransformFailure ? unreadable(format, error) : error;
  }
}

function tooLarge(limit: number): DeltaGliderError {
  return new DeltaGliderError(
    'UNSUPPORTED',
    `The reference expands to more than ${limit} bytes, which is the limit for one of its size.`,
    { details: { hint: 'Restore it with the xdelta3 command, and store it anew.' } },
  );
}

function unreadable(format: Format, cause: TransformFailure): DeltaGliderError {
  if (cause.reason === 'memory') {
    const message = `The reference asks for more memory than there is for expanding ${format}.`;
    return new DeltaGliderError('UNSUPPORTED', message, { cause });
  }
  return new DeltaGliderError(
    'DELTA_FAILED',
    `The delta is against what ${format} decompressed, but the reference is ${cause.reason} as a ${format} file.`,
    { cause },
  );
}
