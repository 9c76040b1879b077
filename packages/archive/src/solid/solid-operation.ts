import type { Bzip2Compression, XzCompression } from '../wasm/operation.ts';
import type { SolidSettings } from './solid-settings.ts';

/** The operation that compresses with these settings. */
export function solidOperation(settings: SolidSettings): Bzip2Compression | XzCompression {
  if (settings.method === 'bzip2') return { type: 'bzip2', level: settings.level };
  const { preset, extreme, check } = settings;
  const effort = { type: 'xz', preset, extreme, check } as const;
  return settings.blocks === 'one'
    ? { ...effort, blocks: false }
    : { ...effort, blocks: true, blockSize: settings.blockSize };
}
