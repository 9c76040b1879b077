import type { ArchiveCodec, ChoosingMode, LookThroughCodec } from '@deltaglider/archive';
import type { DeltaCodecPort, ReferenceCachePort } from '@deltaglider/core';
import { lazyCodec, type LazyCodec } from './lazy-codec.ts';

export interface BundledCodecsOptions {
  /** Where large temporary bytes go. @default the system's temporary directory */
  readonly scratchDirectory?: string | undefined;
  /** Where expanded references are kept. @default nowhere */
  readonly cache?: ReferenceCachePort | undefined;
}

/** The codecs that come along, none of which is loaded before it is used. */
export interface BundledCodecs {
  /** By the names that users and stored objects call them. */
  readonly named: readonly LazyCodec[];
  /** What others are made of; it has to be closed as well. */
  readonly unnamed: readonly LazyCodec[];
}

/** `archive:smallest` and `archive:fastest` look through compression in a way of their own, the others as `auto`. */
type ArchiveMode = 'auto' | 'smallest' | 'fastest';

/** Makes `xdelta3` and `archive/1`, which stored objects name, and what chooses between them. */
export function bundledCodecs(options: BundledCodecsOptions): BundledCodecs {
  const { scratchDirectory } = options;
  const plain = lazyCodec({
    name: 'xdelta3',
    create: async () => (await import('./open-xdelta3.ts')).openXdelta3(scratchDirectory),
  });
  const inner = lazyCodec({
    name: 'xdelta3',
    create: async () => (await import('./open-xdelta3.ts')).openInnerXdelta3(),
  });
  const archive = (mode: ArchiveMode) => lazyArchive({ ...options, inner, mode });
  const [auto, smallest, fastest] = [archive('auto'), archive('smallest'), archive('fastest')];
  const choosing = (name: ChoosingMode, codec: LookThroughCodec) =>
    lazyChoice({ ...options, name, plain, archive: codec });
  return {
    named: [
      choosing('auto', auto),
      plain,
      choosing('archive', auto),
      choosing('archive:smallest', smallest),
      choosing('archive:fastest', fastest),
      auto,
    ],
    unnamed: [smallest, fastest, inner],
  };
}

interface LazyArchiveOptions extends BundledCodecsOptions {
  readonly inner: DeltaCodecPort;
  readonly mode: ArchiveMode;
}

function lazyArchive(options: LazyArchiveOptions): LazyCodec<ArchiveCodec> & LookThroughCodec {
  const { inner, mode, cache, scratchDirectory } = options;
  const codec = lazyCodec({
    name: 'archive/1',
    create: async () => {
      const { openArchive } = await import('./open-archive.ts');
      return openArchive({ inner, mode, cache, scratchDirectory });
    },
  });
  return {
    ...codec,
    mayExpand: async (target, signal) => await (await codec.load()).mayExpand(target, signal),
  };
}

interface LazyChoiceOptions extends BundledCodecsOptions {
  readonly name: ChoosingMode;
  readonly plain: DeltaCodecPort;
  readonly archive: LookThroughCodec;
}

function lazyChoice({ name, plain, archive, scratchDirectory }: LazyChoiceOptions): LazyCodec {
  return lazyCodec({
    name,
    choices: [plain.name, archive.name],
    create: async () => {
      const [{ ChoosingCodec }, { FileScratch }] = await Promise.all([
        import('@deltaglider/archive'),
        import('./scratch/file-scratch.ts'),
      ]);
      const scratch = new FileScratch({ directory: scratchDirectory });
      return new ChoosingCodec({ plain, archive, scratch, mode: name });
    },
  });
}
