export { readVcdiffHeader, type VcdiffHeader } from './vcdiff-header.ts';
export { Xdelta3Codec, type Xdelta3CodecOptions } from './xdelta3-codec.ts';
