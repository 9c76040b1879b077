export {
  ExternalCompressionCodec,
  type ExternalCompressionCodecOptions,
} from './external-compression-codec.ts';
