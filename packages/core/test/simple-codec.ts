import { collect } from '../src/bytes/read-stream.ts';
import type { ByteSource, ByteStream } from '../src/bytes/byte-source.ts';
import { DeltaGliderError } from '../src/errors/delta-glider-error.ts';
import type { DecodeOptions, DeltaCodecPort } from '../src/ports/delta-codec-port.ts';

/** A real, small codec: what the target shares with the reference at both ends, and the bytes between. */
export class SimpleCodec implements DeltaCodecPort {
  readonly name = 'xdelta3';

  async *encode(reference: ByteSource, target: ByteStream): AsyncGenerator<Uint8Array> {
    const from = await reference.read(0, reference.size);
    const to = await collect(target);
    const most = Math.min(from.length, to.length);
    let head = 0;
    while (head < most && from[head] === to[head]) head++;
    let tail = 0;
    while (tail < most - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
    yield new Uint8Array(Uint32Array.of(head, tail).buffer);
    yield to.slice(head, to.length - tail);
  }

  async *decode(
    reference: ByteSource,
    delta: ByteStream,
    options: DecodeOptions = {},
  ): AsyncGenerator<Uint8Array> {
    const bytes = await collect(delta);
    if (bytes.length < 8) throw new DeltaGliderError('DELTA_FAILED', 'The delta is too short.');
    const [head = 0, tail = 0] = new Uint32Array(bytes.slice(0, 8).buffer);
    const size = head + tail + bytes.length - 8;
    if (size > (options.maxSize ?? Infinity)) {
      throw new DeltaGliderError('DELTA_FAILED', 'The delta yields too much.');
    }
    yield await reference.read(0, head);
    yield bytes.slice(8);
    yield await reference.read(reference.size - tail, tail);
  }
}
