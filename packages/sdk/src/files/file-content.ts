import { readStream, type AbortOptions, type ByteStream } from '@deltaglider/core';
import { fileSource } from './file-source.ts';

/**
 * The bytes of a file, which is closed when they are read to the end, or given up.
 * @throws as `fileSource`
 */
export async function* fileContent(path: string, { signal }: AbortOptions): ByteStream {
  await using source = await fileSource(path, { signal });
  yield* readStream(source, { signal });
}
