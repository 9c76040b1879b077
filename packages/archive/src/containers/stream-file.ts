import type { Region, StreamMethod } from './found-stream.ts';
import type { Format, Parsing, Parts } from './parsing.ts';
import { skipZeros } from './skip-zeros.ts';
import { streamIdentity } from './stream-identity.ts';
import type { WindowReader } from './window-reader.ts';

/** A file of one compressed stream, or of several in a row. */
export interface StreamFile {
  readonly method: StreamMethod;
  readonly isStart: (head: Uint8Array) => boolean;
  /** Where the stream begins when the region begins with a header; `undefined` when it does not. */
  readonly dataStart: (reader: WindowReader, region: Region) => Promise<number | undefined>;
  /** Bytes of the file behind each stream. */
  readonly footerSize: number;
  /** Bytes at the end of the file that have its checksums. */
  readonly trailerSize: number;
}

/** The format of such files. What stands behind the first stream is found once its size is told. */
export function streamFormat(file: StreamFile): Format {
  return { isStart: file.isStart, parts: (parsing) => streamsOf(file, parsing) };
}

async function* streamsOf(file: StreamFile, { reader, budget, region }: Parsing): Parts {
  const { method, footerSize, trailerSize } = file;
  const end = region.offset + region.size;
  let position = region.offset;
  for (let number = 0; budget.take(); number += 1) {
    const offset = await file.dataStart(reader, { offset: position, size: end - position });
    if (offset === undefined) return;
    const place = await streamIdentity({ reader, region, offset, trailerSize });
    const maxSize = end - offset;
    const identity = `${method}:${number}:${place}`;
    const size = yield { method, offset, maxSize, isExact: false, identity, name: region.name };
    if (size === undefined) return;
    position = offset + size + footerSize;
    position = await skipZeros(reader, { offset: position, size: end - position });
  }
}
