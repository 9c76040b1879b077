import { createHash } from 'node:crypto';
import { ExternalCompressionCodec } from '@deltaglider/archive';
import {
  createEngine,
  MemoryCache,
  MemoryScratch,
  type Engine,
  type EngineOptions,
  type StoragePort,
} from '@deltaglider/core';
import { Xdelta3Codec } from '@deltaglider/xdelta3-wasm';

const codec = new ExternalCompressionCodec({
  // In this thread: hundreds of tiny runs, each with a fresh engine.
  inner: new Xdelta3Codec({ workers: 0 }),
  sha256: () => createHash('sha256'),
  scratch: new MemoryScratch(),
});

/** A client that has nothing cached. */
export function clientOf(storage: StoragePort, options: Partial<EngineOptions> = {}): Engine {
  const sha256 = () => createHash('sha256');
  return createEngine({
    storage,
    codec,
    sha256,
    cache: new MemoryCache(sha256),
    scratch: new MemoryScratch(),
    tool: 'deltaglider/0.0.0-test',
    ...options,
  });
}

/** One whose clock is ahead: no object can be overwritten any more in the second in which it was written. */
export function laterClientOf(storage: StoragePort): Engine {
  return clientOf(storage, { clock: () => new Date(Date.now() + 60_000) });
}
