import { createHash } from 'node:crypto';
import {
  collect,
  DeltaGliderError,
  limited,
  readStream,
  type ByteSource,
  type ByteStream,
  type DecodeOptions,
  type EncodeOptions,
} from '@deltaglider/core';
import type { LookThroughCodec } from '../src/index.ts';

const MARK = Buffer.from('LOCK');
const HEADER = 52;
const permuted = (byte: number): number => (byte * 167 + 13) & 255;
const RESTORED = Array.from({ length: 256 }, (_, byte) => byte).sort(
  (a, b) => permuted(a) - permuted(b),
);

/** Bytes each of which depends on all before it, as in a compressed stream. */
export function locked(content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(MARK.length + content.length);
  bytes.set(MARK);
  for (let i = 0, last = 0; i < content.length; i += 1) {
    last = permuted((content[i] ?? 0) ^ last);
    bytes[MARK.length + i] = last;
  }
  return bytes;
}

function isLocked(bytes: Uint8Array): boolean {
  return MARK.equals(bytes.subarray(0, MARK.length));
}

/** What locked bytes hold; others as they are. */
function unlocked(bytes: Uint8Array): Uint8Array {
  if (!isLocked(bytes)) return bytes;
  const body = bytes.subarray(MARK.length);
  return body.map((byte, i) => (RESTORED[byte] ?? 0) ^ (i === 0 ? 0 : (body[i - 1] ?? 0)));
}

/** How a codec for tests goes about it. */
interface Behaviour {
  /** What `encode` fails with. */
  readonly failure?: Error | undefined;
  /** Bytes that its deltas have more than they need. */
  readonly padding?: number | undefined;
}

/** Looks through locked bytes: what both contents begin and end with alike, and the rest between. */
export class LockedCodec implements LookThroughCodec {
  readonly name = 'archive/1';
  readonly looks: ByteSource[] = [];
  encodes = 0;
  readonly #behaviour: Behaviour;

  constructor(behaviour: Behaviour = {}) {
    this.#behaviour = behaviour;
  }

  async mayExpand(target: ByteSource): Promise<boolean> {
    this.looks.push(target);
    return isLocked(await target.read(0, MARK.length));
  }

  encode(reference: ByteSource, target: ByteStream, options: EncodeOptions = {}): ByteStream {
    this.encodes += 1;
    return limited(this.#encode(reference, target, options), options.limit);
  }

  async *#encode(reference: ByteSource, target: ByteStream, options: EncodeOptions): ByteStream {
    const { failure, padding = 0 } = this.#behaviour;
    options.signal?.throwIfAborted();
    const from = unlocked(await collect(readStream(reference, options)));
    yield Buffer.from('DGAR');
    if (failure !== undefined) throw failure;
    const raw = await collect(target);
    const to = unlocked(raw);
    const most = Math.min(from.length, to.length);
    let head = 0;
    while (head < most && from[head] === to[head]) head += 1;
    let tail = 0;
    while (tail < most - head && from.at(-1 - tail) === to.at(-1 - tail)) tail += 1;
    const sizes = Buffer.alloc(16);
    [head, tail, isLocked(raw) ? 1 : 0, padding].forEach((n, i) => sizes.writeUInt32BE(n, 4 * i));
    yield createHash('sha256').update(raw).digest();
    yield sizes;
    yield to.slice(head, to.length - tail);
    yield new Uint8Array(padding);
    options.onChoice?.({ codec: this.name, reason: 'asked', streams: { lock: 1 } });
  }

  async *decode(
    reference: ByteSource,
    delta: ByteStream,
    { signal, maxSize = Infinity }: DecodeOptions = {},
  ): ByteStream {
    signal?.throwIfAborted();
    const bytes = Buffer.from(await collect(delta));
    if (bytes.length < HEADER) throw failed();
    const from = unlocked(await collect(readStream(reference, { signal })));
    const [head = 0, tail = 0, lock, padding = 0] = [36, 40, 44, 48].map((at) =>
      bytes.readUInt32BE(at),
    );
    const middle = bytes.subarray(HEADER, bytes.length - padding);
    const content = Buffer.concat([
      from.subarray(0, head),
      middle,
      from.subarray(from.length - tail),
    ]);
    const target = lock === 1 ? locked(content) : content;
    const digest = createHash('sha256').update(target).digest();
    if (target.length > maxSize || !digest.equals(bytes.subarray(4, 36))) throw failed();
    yield target;
  }
}

function failed(): DeltaGliderError {
  return new DeltaGliderError('DELTA_FAILED', 'The delta is damaged.');
}
