import { bufferSource, collect, readStream, type DeltaCodecPort } from '@deltaglider/core';
import type { Found } from './check.ts';

const SIZE = 64 * 1024;

/** Encodes a small pair, decodes it again, and compares. */
export async function checkCodec(
  codec: DeltaCodecPort,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const reference = bufferSource(sample('reference'));
  const target = sample('target');
  const delta = await collect(
    codec.encode(reference, readStream(bufferSource(target)), { targetSize: SIZE, signal }),
  );
  const stream = readStream(bufferSource(delta));
  const restored = await collect(codec.decode(reference, stream, { maxSize: SIZE, signal }));
  if (Buffer.compare(restored, target) === 0) {
    const size = `${SIZE / 1024} KiB became ${delta.length} bytes`;
    const message = `${codec.name} gives back every byte; ${size} in the trial.`;
    return { status: 'ok', message };
  }
  return {
    status: 'problem',
    message: `${codec.name} does not give back the bytes it was given.`,
    hint: 'Install DeltaGlider again. Objects are stored whole as long as this fails, so nothing is lost.',
  };
}

/** Bytes that do not compress, with a word in the middle in which two samples differ. */
function sample(word: string): Uint8Array {
  const bytes = new Uint8Array(SIZE);
  let state = 12345;
  for (let i = 0; i < SIZE; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = state >>> 24;
  }
  bytes.set(new TextEncoder().encode(word), SIZE >> 1);
  return bytes;
}
