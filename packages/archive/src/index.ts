export {
  ExternalCompressionCodec,
  type ExternalCompressionCodecOptions,
} from './external-compression-codec.ts';
export { ArchiveCodec } from './archive-codec.ts';
export type { ArchiveCodecOptions, ArchiveMode } from './archive-codec-options.ts';
export type { ArchiveLimits } from './plan/archive-limits.ts';
