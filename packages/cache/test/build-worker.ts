import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A program of this directory that another process can run. */
export interface BuiltWorker {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** Bundles a program of this directory, with the sources of the workspace. */
export async function buildWorker(name: string): Promise<BuiltWorker> {
  const directory = await mkdtemp(join(tmpdir(), 'dg-cache-worker-'));
  const path = join(directory, 'worker.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    outfile: path,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@deltaglider/source'],
  });
  return { path, remove: () => rm(directory, { recursive: true, force: true }) };
}
