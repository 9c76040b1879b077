import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CacheEvent } from '../src/index.ts';

export { bytesOf, readAll, sha256Of, streamOf } from './support-bytes.ts';

/** Chunks of 1 KiB, so that small data has many. */
export const CHUNK_SHIFT = 10;
export const CHUNK_SIZE = 2 ** CHUNK_SHIFT;

/** A directory that is removed when the test is over. */
export async function createDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'dg-cache-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** The names in the directory of entries. */
export function namesIn(directory: string): Promise<string[]> {
  return readdir(join(directory, 'v1'));
}

/** Collects events. */
export function recordEvents() {
  const events: CacheEvent[] = [];
  return {
    events,
    onEvent: (event: CacheEvent) => {
      events.push(event);
    },
    types: () => events.map((event) => event.type),
  };
}

/** A clock that advances one second with every look. */
export function tickingClock(): () => Date {
  let time = Date.UTC(2026, 0, 1);
  return () => new Date((time += 1000));
}
