export {
  ExternalCompressionCodec,
  type ExternalCompressionCodecOptions,
} from './external-compression-codec.ts';
export { ArchiveCodec } from './archive-codec.ts';
export type { ArchiveCodecOptions, ArchiveMode } from './archive-codec-options.ts';
export type { ArchiveLimits } from './plan/archive-limits.ts';
export { ChoosingCodec, type ChoosingCodecOptions } from './choosing-codec.ts';
export type { LookThroughCodec } from './choice/look-through-codec.ts';
export type { ChoosingMode } from './choice/next-step.ts';
