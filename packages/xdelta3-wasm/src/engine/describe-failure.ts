import { EngineFailure } from './engine-failure.ts';
import type { Xdelta3Instance } from './xdelta3-instance.ts';

const CORRUPT: Readonly<Record<string, string>> = {
  'not a VCDIFF input': 'The delta is not a VCDIFF: it does not begin with the bytes D6 C3 C4.',
  'target window checksum mismatch':
    'The restored bytes do not match the checksum in the delta: it is corrupt or was made against another reference.',
  'segment outside the reference':
    'The delta copies from behind the end of the reference: it is corrupt or was made against another reference.',
  'block outside the reference':
    'The delta copies from behind the end of the reference: it is corrupt or was made against another reference.',
  'source file too short':
    'The delta copies from behind the end of the reference: it is corrupt or was made against another reference.',
  'hard window size exceeded': 'The delta has a target window above the limit of 64 MiB.',
  'section too large': 'The delta has a section above the limit of 64 MiB.',
  'out of memory':
    'The delta asks for more memory than the limit of 64 MiB per section, or than there is.',
  'output limit exceeded': 'The delta yields more bytes than the given limit.',
  'lzma decoding error':
    'The delta has an LZMA section that is corrupt or asks for too much memory.',
  'incorrect encoding length (redundent)':
    'The delta is corrupt: a window does not have the length that it states.',
  'unrecognized window indicator bits set':
    'The delta has bytes behind its end, or a window with an unknown indicator.',
  'unrecognized delta indicator bits set':
    'The delta has a window with an unknown delta indicator.',
};

const UNSUPPORTED: Readonly<Record<string, string>> = {
  'VCD_TARGET not implemented':
    'The delta copies from earlier target windows (VCD_TARGET), which is not supported.',
  'VCD_CODETABLE support was removed':
    'The delta brings its own code table (VCD_CODETABLE), which is not supported.',
  'invalid code table size':
    'The delta brings its own code table (VCD_CODETABLE), which is not supported.',
  'VCDIFF input version > 0 is not supported':
    'The delta is a VCDIFF of a later version than 0, which is not supported.',
  'unrecognized header indicator bits set':
    'The delta has a VCDIFF header indicator with unknown bits, which is not supported.',
};

/** A sentence on what is wrong with the delta, from what xdelta3 says. */
export function describeFailure(instance: Xdelta3Instance): EngineFailure {
  const message = instance.message();
  if (message === 'unknown secondary compressor ID') {
    const id = String(instance.exports.secondary_id());
    return new EngineFailure(
      'UNSUPPORTED',
      `The delta uses the secondary compressor ${id}, which is not supported (1 DJW, 2 LZMA and 16 FGK are).`,
    );
  }
  const unsupported = UNSUPPORTED[message];
  if (unsupported !== undefined) return new EngineFailure('UNSUPPORTED', unsupported);
  const window = String(instance.exports.window_number());
  return new EngineFailure(
    'DELTA_FAILED',
    CORRUPT[message] ?? `The delta is corrupt: in window ${window}, ${message || 'unknown state'}.`,
  );
}

/** The failure for a delta that ends where it may not. */
export function describeTruncation(instance: Xdelta3Instance): EngineFailure {
  return new EngineFailure(
    'DELTA_FAILED',
    instance.exports.in_header() === 1
      ? 'The delta is truncated: it ends before its first window.'
      : 'The delta is truncated: it ends in the middle of a window.',
  );
}
