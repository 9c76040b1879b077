export { readVcdiffHeader, type VcdiffHeader } from '@deltaglider/core';
export { Xdelta3Codec, type Xdelta3CodecOptions } from './xdelta3-codec.ts';
