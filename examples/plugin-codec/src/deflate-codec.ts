import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  DeltaGliderError,
  limited,
  type ByteSource,
  type ByteStream,
  type DecodeOptions,
  type DeltaCodecPort,
  type EncodeOptions,
} from '@deltaglider/core';
import { blocksOf } from './blocks-of.ts';
import { DeltaReader } from './delta-reader.ts';

/** So much of the target at once, between twice as many bytes of the reference: deflate looks back 32 KiB. */
const BLOCK = 16_384;
const MARGIN = 8_192;

/** Both numbers of a block: bytes of the target, bytes of what is deflated of it. */
const BLOCK_HEADER = 8;

const MAGIC = Buffer.from('DGZ1');

/**
 * Deltas by deflate: each block of the target is compressed with what the reference has around the same place as its
 * dictionary. It is good where nothing moves by more than 8 KiB, as in images of disks and databases.
 *
 * A delta is `DGZ1`, the blocks, and an empty block whose second number is the CRC-32 of the target.
 */
export class DeflateCodec implements DeltaCodecPort {
  readonly name = 'deflate';

  encode(
    reference: ByteSource,
    target: ByteStream,
    options: EncodeOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    return limited(encodeBlocks(reference, target, options), options.limit);
  }

  decode(
    reference: ByteSource,
    delta: ByteStream,
    options: DecodeOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    return decodeBlocks(reference, delta, options);
  }
}

async function* encodeBlocks(
  reference: ByteSource,
  target: ByteStream,
  { signal }: EncodeOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal?.throwIfAborted();
  yield MAGIC;
  let offset = 0;
  let crc = 0;
  for await (const block of blocksOf(target, BLOCK)) {
    signal?.throwIfAborted();
    const dictionary = await readAround(reference, offset, signal);
    const deflated = deflateRawSync(block, { dictionary, level: 9, memLevel: 9 });
    yield header(block.length, deflated.length);
    yield deflated;
    offset += block.length;
    crc = crc32(block, crc);
  }
  yield header(0, crc);
}

async function* decodeBlocks(
  reference: ByteSource,
  delta: ByteStream,
  { signal, maxSize = Infinity }: DecodeOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal?.throwIfAborted();
  const reader = new DeltaReader(delta);
  try {
    if (!MAGIC.equals(await reader.read(MAGIC.length))) throw damaged('it does not begin as one');
    let offset = 0;
    let crc = 0;
    for (;;) {
      signal?.throwIfAborted();
      const [size, second] = numbersOf(await reader.read(BLOCK_HEADER));
      if (size === 0) {
        if (second !== crc) throw damaged('its checksum is another');
        break;
      }
      if (size > BLOCK || second > 2 * BLOCK) throw damaged('a block is too large');
      if (offset + size > maxSize) throw damaged(`it restores more than ${maxSize} bytes`);
      const deflated = await reader.read(second);
      const dictionary = await readAround(reference, offset, signal);
      const block = inflate(deflated, dictionary, size);
      offset += size;
      crc = crc32(block, crc);
      yield block;
    }
    if (!(await reader.isAtEnd())) throw damaged('something follows its end');
  } finally {
    await reader.close();
  }
}

/** What the reference has where the target's block is, and on both sides of it. */
async function readAround(
  reference: ByteSource,
  offset: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  const start = Math.max(0, offset - MARGIN);
  const length = Math.min(reference.size, offset + BLOCK + MARGIN) - start;
  return length > 0 ? await reference.read(start, length, { signal }) : undefined;
}

function inflate(bytes: Uint8Array, dictionary: Uint8Array | undefined, size: number): Uint8Array {
  let block: Uint8Array;
  try {
    block = inflateRawSync(bytes, { dictionary, maxOutputLength: size });
  } catch (cause) {
    throw damaged('a block cannot be inflated', cause);
  }
  if (block.length === size) return block;
  throw damaged('a block has another length');
}

function header(first: number, second: number): Uint8Array {
  const bytes = Buffer.alloc(BLOCK_HEADER);
  bytes.writeUInt32LE(first, 0);
  bytes.writeUInt32LE(second, 4);
  return bytes;
}

function numbersOf(bytes: Buffer): [first: number, second: number] {
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
}

function damaged(reason: string, cause?: unknown): DeltaGliderError {
  return new DeltaGliderError('DELTA_FAILED', `The delta is damaged: ${reason}.`, { cause });
}
