import {
  DeltaGliderError,
  readStream,
  type ByteSource,
  type ByteStream,
  type CreateHash,
  type ExpectedTarget,
  type ScratchBytes,
  type ScratchPort,
} from '@deltaglider/core';
import type { Format } from '../wasm/operation.ts';
import type { ExternalMarks } from './external-marks.ts';
import { foldBzip2 } from './fold-bzip2.ts';
import { foldGzip } from './fold-gzip.ts';
import { foldXz } from './fold-xz.ts';
import type { Folding } from './folding.ts';
import { readGzipHeader } from './gzip-header.ts';
import { gzipNames } from './gzip-names.ts';
import { likeReference } from './like-reference.ts';
import { search, type NotFound } from './search.ts';

/** A header with names in it is within this. */
const START_SIZE = 4096;
/** Below this, trying everything costs less than first looking at the reference. */
const WORTH_A_LOOK = 4 * 1024 * 1024;

export interface FoldJob {
  readonly format: Format;
  readonly marks: ExternalMarks;
  /** What the target contains. */
  readonly content: ScratchBytes;
  readonly reference: ByteSource;
  /** What the reference contains, where it is compressed. */
  readonly expandedReference: ByteSource | undefined;
  readonly expected: ExpectedTarget;
  readonly sha256: CreateHash;
  readonly scratch: ScratchPort;
  readonly signal: AbortSignal | undefined;
}

/**
 * The target from what it contains: compressed again until the whole has the recorded digest.
 * @throws UNSUPPORTED where no way is found
 */
export async function* foldTarget(job: FoldJob): ByteStream {
  const { content, expected, sha256, scratch, signal } = job;
  const folding = await foldingOf(job);
  const result = await search({ content, folding, expected, sha256, scratch, signal });
  if (!result.found) throw notFound(job.format, result);
  const { frame, body } = result;
  try {
    if (frame.head.length > 0) yield frame.head;
    yield* readStream(body, { signal });
    if (frame.tail.length > 0) yield frame.tail;
  } finally {
    await body.close();
  }
}

async function foldingOf(job: FoldJob): Promise<Folding> {
  const { format, marks, reference, content, expected, signal } = job;
  const isAlike = marks.reference === format;
  const start = isAlike ? await reference.read(0, START_SIZE, { signal }) : new Uint8Array(0);
  switch (format) {
    case 'gzip':
      return await foldingOfGzip(job, start);
    case 'bzip2':
      return foldBzip2(expected.size, start);
    case 'xz':
      return foldXz({ size: expected.size, contentSize: content.size, start });
  }
}

async function foldingOfGzip(job: FoldJob, start: Uint8Array): Promise<Folding> {
  const { marks, content, expected, reference, expandedReference: expanded, signal } = job;
  const template = readGzipHeader(start);
  const fileNames = [expected.name, marks.targetName].filter((name) => name !== undefined);
  const folding = foldGzip({
    size: expected.size,
    contentSize: content.size,
    names: gzipNames(fileNames),
    createdAt: expected.createdAt,
    template,
  });
  if (template === undefined || expanded === undefined || content.size < WORTH_A_LOOK) {
    return folding;
  }
  const bodyStart = template.bytes.length;
  const { operations } = folding;
  return {
    ...folding,
    operations: await likeReference({ operations, reference, bodyStart, expanded, signal }),
  };
}

function notFound(format: Format, { operations, hashed, gaveUp }: NotFound): DeltaGliderError {
  const tried = `${operations} settings of ${PROGRAMS[format]}`;
  const outcome =
    hashed === 0
      ? 'none gives a file of the recorded size'
      : `${hashed} files of the recorded size came of them, none with the recorded SHA-256`;
  const limit = gaveUp ? '; more would have been too much work' : '';
  return new DeltaGliderError(
    'UNSUPPORTED',
    `The delta holds what ${format} decompressed, and how the object was compressed could not be found: ` +
      `${tried} were tried, and ${outcome}${limit}.`,
    {
      details: {
        hint: 'What the object contains, uncompressed, can be had with --raw-content (rawContent: true).',
      },
    },
  );
}

const PROGRAMS: Readonly<Record<Format, string>> = {
  gzip: 'GNU gzip, zlib and pigz',
  bzip2: 'bzip2',
  xz: 'xz',
};
