import { DeltaGliderError, readExternalCompression, readVcdiffHeader } from '@deltaglider/core';

/** What the `xdelta3` command writes for the programs that it pipes its input through. */
const PROGRAMS: Readonly<Record<string, string>> = {
  G: 'gzip',
  B: 'bzip2',
  Y: 'xz',
  Z: 'compress',
};

/**
 * Refuses a delta of decompressed data. The `xdelta3` command decompresses what looks compressed, and notes that
 * in the application header, `target/G/source/G`: against the reference as it is, such a delta is meaningless.
 * @throws UNSUPPORTED
 */
export function assertOfRawBytes(start: Uint8Array): void {
  const { target, reference } = readExternalCompression(appHeaderOf(start));
  const program = PROGRAMS[target.mark] ?? PROGRAMS[reference.mark];
  if (program === undefined) return;
  throw new DeltaGliderError(
    'UNSUPPORTED',
    `The delta was made of what ${program} decompressed, not of the stored bytes.`,
    {
      details: {
        hint: 'The xdelta3 command made it without -D; @deltaglider/archive restores such deltas.',
      },
    },
  );
}

function appHeaderOf(start: Uint8Array): string | undefined {
  try {
    return readVcdiffHeader(start).appHeader;
  } catch {
    // What is no VCDIFF at all is the decoder's to describe.
    return undefined;
  }
}
