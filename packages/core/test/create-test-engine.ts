import { createHash } from 'node:crypto';
import { createEngine } from '../src/create-engine.ts';
import type { Engine, EngineOptions } from '../src/engine.ts';
import type { EngineEvent } from '../src/events/engine-event.ts';
import { MemoryCache } from '../src/memory/memory-cache.ts';
import { MemoryScratch } from '../src/memory/memory-scratch.ts';
import { MemoryStorage } from '../src/memory/memory-storage.ts';
import { SimpleCodec } from './simple-codec.ts';

export const BUCKET = 'releases';

export interface TestEngine {
  readonly engine: Engine;
  readonly storage: MemoryStorage;
  readonly events: EngineEvent[];
  /** Physical keys, sorted. */
  readonly keys: () => Promise<string[]>;
}

/** An engine over memory with a clock that moves one second at each look. */
export async function createTestEngine(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  let now = Date.UTC(2026, 0, 1);
  const clock = () => new Date((now += 1000));
  const storage = new MemoryStorage({ clock });
  await storage.createBucket(BUCKET);
  const events: EngineEvent[] = [];
  const sha256 = () => createHash('sha256');
  const engine = createEngine({
    storage,
    cache: new MemoryCache(sha256),
    scratch: new MemoryScratch(),
    codec: new SimpleCodec(),
    sha256,
    md5: () => createHash('md5'),
    clock,
    tool: 'deltaglider/0.0.0-test',
    observe: (event) => events.push(event),
    ...options,
  });
  const keys = async () => {
    const found: string[] = [];
    for await (const entry of storage.list(BUCKET)) found.push(entry.key);
    return found;
  };
  return { engine, storage, events, keys };
}

/** Bytes of a release: mostly the same, with the version in the middle. */
export function release(version: string, size = 20_000): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = 12345;
  for (let i = 0; i < size; i++) {
    state = (state * 1103515245 + 12345) >>> 0;
    bytes[i] = state >>> 24;
  }
  bytes.set(new TextEncoder().encode(`version ${version}`), size >> 1);
  return bytes;
}

/** Bytes that share nothing with a release. */
export function noise(seed: number, size = 20_000): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = seed * 2654435761;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
