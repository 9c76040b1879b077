import { DeltaGliderError } from '../errors/delta-glider-error.ts';

const MAGIC = [0xd6, 0xc3, 0xc4] as const;
const VERSION = 0;
const SECONDARY = 1;
const CODE_TABLE = 2;
const APP_HEADER = 4;
const VARINT_BYTES = 5;

/** What a VCDIFF says before its first window. */
export interface VcdiffHeader {
  /** The header indicator as it stands there. */
  readonly indicator: number;
  /** The secondary compressor: 1 DJW, 2 LZMA, 16 FGK. */
  readonly secondaryId?: number;
  /** Application data, one character per byte: `target/compression/reference/compression` by xdelta3. */
  readonly appHeader?: string;
  /** Bytes up to the first window. */
  readonly size: number;
}

/**
 * Reads the header of a VCDIFF from its first bytes.
 * @throws DELTA_FAILED where they are none, or too few; UNSUPPORTED for a later version, unknown indicator bits or
 * a code table.
 */
export function readVcdiffHeader(bytes: Uint8Array): VcdiffHeader {
  const header = parseVcdiffHeader(bytes);
  if (header !== undefined) return header;
  throw new DeltaGliderError('DELTA_FAILED', 'The delta is truncated: it ends in its header.');
}

/**
 * The header in the first bytes of a VCDIFF, `undefined` while these are too few.
 * @throws DELTA_FAILED, UNSUPPORTED as `readVcdiffHeader` does
 */
export function parseVcdiffHeader(bytes: Uint8Array): VcdiffHeader | undefined {
  try {
    return parse(new HeaderReader(bytes));
  } catch (error) {
    if (error === END) return undefined;
    throw error;
  }
}

/** Thrown where the bytes end within the header. */
const END = new Error('The header goes on.');

function parse(reader: HeaderReader): VcdiffHeader {
  if (MAGIC.some((byte) => byte !== reader.byte())) {
    throw new DeltaGliderError(
      'DELTA_FAILED',
      'The delta is not a VCDIFF: it does not begin with the bytes D6 C3 C4.',
    );
  }
  const version = reader.byte();
  if (version !== VERSION) throw unsupported(`is a VCDIFF of version ${version}`);
  const indicator = reader.byte();
  if ((indicator & CODE_TABLE) !== 0)
    throw unsupported('brings its own code table (VCD_CODETABLE)');
  if ((indicator & ~(SECONDARY | APP_HEADER)) !== 0) {
    throw unsupported(`has the header indicator ${indicator} with unknown bits`);
  }
  return {
    indicator,
    ...((indicator & SECONDARY) !== 0 && { secondaryId: reader.byte() }),
    ...((indicator & APP_HEADER) !== 0 && { appHeader: reader.text(reader.varint()) }),
    size: reader.position,
  };
}

class HeaderReader {
  position = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const byte = this.#bytes[this.position];
    if (byte === undefined) throw END;
    this.position += 1;
    return byte;
  }

  varint(): number {
    let value = 0;
    for (let count = 0; count < VARINT_BYTES; count += 1) {
      const byte = this.byte();
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
    throw new DeltaGliderError(
      'DELTA_FAILED',
      'The delta has a header with a number that is too large.',
    );
  }

  text(length: number): string {
    let text = '';
    for (let count = 0; count < length; count += 1) text += String.fromCharCode(this.byte());
    return text;
  }
}

function unsupported(what: string): DeltaGliderError {
  return new DeltaGliderError('UNSUPPORTED', `The delta ${what}, which is not supported.`);
}
