import { Xdelta3Codec, type Xdelta3CodecOptions } from '../src/index.ts';
import { collect, edited, noise, sourceOf, streamOf } from './support.ts';

/** Encodes and decodes with one codec, and says whether the target came back. */
export async function roundTrips(options: Xdelta3CodecOptions): Promise<boolean> {
  const codec = new Xdelta3Codec(options);
  const reference = noise(3_000_000);
  const target = edited(reference);
  const delta = await collect(codec.encode(sourceOf(reference), streamOf(target)));
  const restored = await collect(codec.decode(sourceOf(reference), streamOf(delta)));
  return (
    delta.length < reference.length / 10 && restored.every((byte, index) => byte === target[index])
  );
}
