import { createHash } from 'node:crypto';
import {
  collect,
  DeltaGliderError,
  limited,
  readStream,
  type ByteSource,
  type ByteStream,
  type DecodeOptions,
  type DeltaCodecPort,
  type EncodeOptions,
} from '@deltaglider/core';
import { describeDeltaCodecPort } from './describe-delta-codec-port.ts';

const HEADER = 36;

async function* encode(
  reference: ByteSource,
  target: ByteStream,
  { signal }: EncodeOptions,
): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted();
  const source = await collect(readStream(reference, { signal }));
  yield Buffer.from('beg1');
  const bytes = await collect(target);
  let length = 0;
  while (length < bytes.length && bytes[length] === source[length]) length++;
  const size = Buffer.alloc(8);
  size.writeUInt32BE(length);
  size.writeUInt32BE(bytes.length, 4);
  const body = Buffer.concat([size, bytes.subarray(length)]);
  yield createHash('sha256').update(body).update(bytes).digest().subarray(0, 24);
  yield body;
}

/** The least codec that keeps every promise: what reference and target begin with alike, then the rest. */
const beginnings: DeltaCodecPort = {
  name: 'beginnings',

  encode: (reference: ByteSource, target: ByteStream, options: EncodeOptions = {}) =>
    limited(encode(reference, target, options), options.limit),

  async *decode(reference: ByteSource, delta: ByteStream, options: DecodeOptions = {}) {
    const { signal, maxSize = Infinity } = options;
    signal?.throwIfAborted();
    const bytes = Buffer.from(await collect(delta));
    if (bytes.length < HEADER || bytes.toString('latin1', 0, 4) !== 'beg1') throw failed('header');
    const body = bytes.subarray(28);
    const size = body.readUInt32BE(4);
    if (size > maxSize || size > 1 << 26) throw failed('size');
    const source = await collect(readStream(reference, { signal }));
    const target = Buffer.concat([source.subarray(0, body.readUInt32BE()), body.subarray(8)]);
    const digest = createHash('sha256').update(body).update(target).digest().subarray(0, 24);
    if (target.length !== size || !digest.equals(bytes.subarray(4, 28))) throw failed('content');
    yield target;
  },
};

function failed(part: string): DeltaGliderError {
  return new DeltaGliderError('DELTA_FAILED', `The delta is damaged: ${part}.`);
}

describeDeltaCodecPort('a codec of twenty lines', {
  create: async () => beginnings,
  similarRatio: 1,
});
