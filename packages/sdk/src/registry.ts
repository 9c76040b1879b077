import { DeltaGliderError, type DeltaCodecPort, type ReferenceCachePort } from '@deltaglider/core';
import type { S3Connection } from './backends/s3/s3-connection.ts';
import type { StoreBackend } from './backends/store-backend.ts';
import { bundledCodecs } from './bundled-codecs.ts';
import { lazyCodec, type LazyCodec } from './lazy-codec.ts';

/** Makes a codec when it is first needed. */
export type CodecFactory = () => Promise<DeltaCodecPort>;

/** Opens the store that a URL of the factory's scheme names. */
export type BackendFactory = (url: URL) => Promise<StoreBackend>;

/** Codecs by name and storage backends by URL scheme; users and plugins add theirs. */
export interface Registry {
  /** A later registration of the same name wins. */
  registerCodec(name: string, factory: CodecFactory, options?: RegisterCodecOptions): void;
  /** The scheme is without its colon: `file`. A later registration of the same scheme wins. */
  registerBackend(scheme: string, factory: BackendFactory): void;
  /** `undefined` for a name that nobody registered; the codec itself is made at its first use. */
  findCodec(name: string): DeltaCodecPort | undefined;
  /** @throws INVALID_ARGUMENT for text that is no URL; UNSUPPORTED for a scheme that nobody registered */
  openBackend(url: string): Promise<StoreBackend>;
  /** Names, for messages and completion. */
  codecNames(): readonly string[];
  schemes(): readonly string[];
  /** Ends the codecs that were made: their workers stop. They are made anew when needed again. */
  close(): Promise<void>;
}

export interface RegisterCodecOptions {
  /** The names that its deltas may be recorded with instead of its own, each of which is registered, too. */
  readonly choices?: readonly string[] | undefined;
}

export interface RegistryOptions {
  /** Where codecs put large temporary bytes. @default the system's temporary directory */
  readonly scratchDirectory?: string | undefined;
  /** Where the archive codec keeps what references expand to. @default for one object after the other only */
  readonly cache?: ReferenceCachePort | undefined;
  /** How to reach the store of an `s3:` URL, where that does not say it itself. @default as `aws` would */
  readonly s3?: S3Connection | undefined;
}

/**
 * A registry with what this package brings: the codecs `auto`, `xdelta3`, `archive`, `archive:smallest`,
 * `archive:fastest` and `archive/1`, and the stores `s3:`, `file:` and `memory:`.
 */
export function createRegistry(options: RegistryOptions = {}): Registry {
  const { named, unnamed } = bundledCodecs(options);
  const codecs = new Map<string, LazyCodec>(named.map((codec) => [codec.name, codec]));
  const backends = new Map<string, BackendFactory>();
  const registry: Registry = {
    registerCodec: (name, factory, { choices } = {}) =>
      void codecs.set(name, lazyCodec({ name, choices, create: factory })),
    registerBackend: (scheme, factory) => void backends.set(scheme, factory),
    findCodec: (name) => codecs.get(name),
    openBackend: async (url) => await openBackend(backends, url),
    codecNames: () => [...codecs.keys()],
    schemes: () => [...backends.keys()],
    close: async () => {
      // Those that were registered anew may be what others are made of.
      const all = new Set([...codecs.values(), ...named, ...unnamed]);
      await Promise.all([...all].map((codec) => codec.close()));
    },
  };
  registerBackends(registry, options);
  return registry;
}

// Everything is imported when it is first needed: a directory must not wait for the AWS SDK to load.
function registerBackends(registry: Registry, options: RegistryOptions): void {
  registry.registerBackend('file', async (url) => {
    const { openFileStore } = await import('./backends/file-store.ts');
    return await openFileStore(url);
  });
  registry.registerBackend('s3', async (url) => {
    const { openS3Url } = await import('./backends/s3/open-s3-store.ts');
    return await openS3Url(url, options.s3);
  });
  registry.registerBackend('memory', async () => {
    const { MemoryStorage } = await import('@deltaglider/core');
    const storage = new MemoryStorage();
    return { storage, buckets: storage };
  });
}

async function openBackend(
  backends: ReadonlyMap<string, BackendFactory>,
  text: string,
): Promise<StoreBackend> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) {
    throw new DeltaGliderError('INVALID_ARGUMENT', `"${text}" is not the URL of a store.`, {
      details: { hint: 'Give s3:, or one like file:///var/lib/deltaglider.' },
    });
  }
  const factory = backends.get(url.protocol.slice(0, -1));
  if (factory !== undefined) return await factory(url);
  const known = [...backends.keys()].map((scheme) => `${scheme}:`).join(', ');
  throw new DeltaGliderError('UNSUPPORTED', `No backend is known for ${url.protocol} URLs.`, {
    details: { hint: `Known are ${known}; others are registered by plugins.` },
  });
}
