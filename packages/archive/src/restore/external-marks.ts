import {
  DeltaGliderError,
  readExternalCompression,
  type ExternalInput,
  type VcdiffHeader,
} from '@deltaglider/core';
import type { Format } from '../wasm/operation.ts';

const FORMATS: Readonly<Record<string, Format>> = { G: 'gzip', B: 'bzip2', Y: 'xz' };
const COMPRESS = 'Z';

/** xdelta3 3.2 notes the level beside the program, and a BLAKE3 digest behind the name. */
const MARK_WITH_LEVEL = /^[GBYZ]\d+$/;
const NAME_WITH_DIGEST = /#[0-9a-f]{64}$/;

/** Which sides of a delta were decompressed before it was made. */
export interface ExternalMarks {
  readonly target: Format | undefined;
  readonly reference: Format | undefined;
  /** The target's file name, where the header has one. */
  readonly targetName: string;
}

/**
 * What the header of a delta says about decompressed data, `undefined` where the delta is of the bytes themselves.
 * @throws UNSUPPORTED for what xdelta3 3.2 wrote, and for compress (.Z)
 */
export function readMarks(header: VcdiffHeader): ExternalMarks | undefined {
  const { target, reference } = readExternalCompression(header.appHeader);
  const sides = [target, reference];
  if (sides.some(({ mark }) => MARK_WITH_LEVEL.test(mark))) throw fromLaterXdelta3();
  if (sides.some(({ mark }) => mark === COMPRESS)) throw withCompress();
  const marks = { target: formatOf(target), reference: formatOf(reference) };
  if (marks.target === undefined && marks.reference === undefined) return undefined;
  // A digest alone is harmless: names mean nothing, and plain bytes are plain bytes.
  if (sides.some(({ name }) => NAME_WITH_DIGEST.test(name))) throw fromLaterXdelta3();
  return { ...marks, targetName: target.name };
}

/** A mark that is none of these, such as our own `N`, says that nothing was decompressed. */
function formatOf({ mark }: ExternalInput): Format | undefined {
  return FORMATS[mark];
}

function fromLaterXdelta3(): DeltaGliderError {
  return new DeltaGliderError(
    'UNSUPPORTED',
    'The delta was made of decompressed data by xdelta3 3.2, whose way of recompressing is not supported.',
    {
      details: { hint: 'Restore it with the xdelta3 command of that version, and store it anew.' },
    },
  );
}

function withCompress(): DeltaGliderError {
  return new DeltaGliderError(
    'UNSUPPORTED',
    'The delta was made of what compress (.Z) decompressed, which is not supported.',
    { details: { hint: 'Restore it with the xdelta3 command, and store it anew.' } },
  );
}
