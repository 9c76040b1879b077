import {
  DeltaGliderError,
  parseVcdiffHeader,
  type ByteStream,
  type VcdiffHeader,
} from '@deltaglider/core';

/** Names in a header are file names; a longer header is the decoder's to judge. */
const MAX_HEADER = 64 * 1024;
const APP_HEADER = 4;
const MAGIC = [0xd6, 0xc3, 0xc4, 0] as const;

/** A delta of which the header has been read. */
export interface PeekedDelta {
  /** `undefined` for what is no VCDIFF that can be decoded. */
  readonly header: VcdiffHeader | undefined;
  /** The delta from its first byte on. */
  whole(): ByteStream;
  /** The same without its application header, which tells a decoder not to take it as it is. */
  withoutAppHeader(): ByteStream;
  /** Lets go of the stream below. */
  close(): Promise<void>;
}

/** Reads a delta as far as its header goes, which is a chunk at most. */
export async function peekHeader(delta: ByteStream): Promise<PeekedDelta> {
  const iterator = delta[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array(0);
  let header: VcdiffHeader | undefined;
  let ended = false;
  while (!ended && start.length < MAX_HEADER) {
    const next = await iterator.next();
    if (next.done === true) ended = true;
    else start = joined(start, next.value);
    const known = tryParse(start);
    if (known === 'incomplete') continue;
    if (known !== 'unreadable') header = known;
    break;
  }
  const rest = { iterator, ended };
  return {
    header,
    whole: () => continued(start, rest),
    withoutAppHeader: () => continued(header ? stripped(start, header) : start, rest),
    close: async () => {
      await Promise.resolve(iterator.return?.()).catch(() => undefined);
    },
  };
}

function tryParse(start: Uint8Array): VcdiffHeader | 'incomplete' | 'unreadable' {
  try {
    return parseVcdiffHeader(start) ?? 'incomplete';
  } catch (error) {
    if (DeltaGliderError.is(error)) return 'unreadable';
    throw error;
  }
}

function stripped(start: Uint8Array, header: VcdiffHeader): Uint8Array {
  const { indicator, secondaryId, size } = header;
  const secondary = secondaryId === undefined ? [] : [secondaryId];
  const head = Uint8Array.of(...MAGIC, indicator & ~APP_HEADER, ...secondary);
  return joined(head, start.subarray(size));
}

interface Rest {
  readonly iterator: AsyncIterator<Uint8Array>;
  readonly ended: boolean;
}

async function* continued(start: Uint8Array, { iterator, ended }: Rest): ByteStream {
  if (start.length > 0) yield start;
  while (!ended) {
    const next = await iterator.next();
    if (next.done === true) return;
    yield next.value;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
