import { type ByteStream } from '@deltaglider/core';
import { damaged } from '../plan/damaged.ts';
import type { StreamPlan } from '../plan/level-plan.ts';
import { foldSolid } from '../solid/fold-solid.ts';
import { decodeSettings } from '../solid/settings-bytes.ts';

/**
 * A bzip2 or xz stream from what it contains.
 * @throws DELTA_FAILED where it comes out with another length
 */
export async function* foldSolidStream(
  stream: StreamPlan,
  content: ByteStream,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const settings = decodeSettings(stream.settings);
  if (settings.method !== stream.method) throw damaged(`its ${stream.method} stream is none`);
  let size = 0;
  for await (const chunk of foldSolid(settings, content, signal)) {
    size += chunk.length;
    if (size > stream.size) break;
    yield chunk;
  }
  if (size !== stream.size) throw damaged('a stream was rebuilt with another length');
}
