import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BucketStats } from '../src/index.ts';

const run = promisify(execFile);
/** Megabytes of heap for a program that needs some ten by itself. */
const SMALL_HEAP = '--max-old-space-size=20';
const OBJECTS = 100_000;
/** Inside the package, where the bundle finds the AWS SDK. */
const program = join(
  import.meta.dirname,
  `../node_modules/.test-children/stats-${process.pid}.mjs`,
);

beforeAll(async () => {
  await mkdir(join(program, '..'), { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, 'stats-child.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@deltaglider/source'],
    external: ['@aws-sdk/*', '@napi-rs/xattr'],
    logLevel: 'error',
  });
});
afterAll(() => rm(program, { force: true }));

describe('the statistics of a hundred thousand objects', () => {
  it.each(['quick', 'sampled', 'detailed'])('take little memory (%s)', async (mode) => {
    const { stdout } = await run(process.execPath, [SMALL_HEAP, program, mode, String(OBJECTS)]);
    const { objects, references, size, estimate } = JSON.parse(stdout) as BucketStats;
    expect([objects, references]).toEqual([90_000, 10_000]);
    if (mode === 'detailed') expect(size).toBe(90_000 * 2000);
    if (mode === 'quick') expect(size).toBeUndefined();
    if (mode !== 'sampled') return;
    expect(estimate).toMatchObject({ sample: 1000, population: 100_000 });
    expect(estimate?.low).toBeLessThanOrEqual(90_000 * 2000);
    expect(estimate?.high).toBeGreaterThanOrEqual(90_000 * 2000);
  });
});
