import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { answersHttp } from '../src/processes/answers.ts';
import { describeWithCeph } from '../src/vitest/index.ts';
import { processesWith } from './processes-with.ts';

const program = join(import.meta.dirname, '../bin/testbed.mjs');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dg-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describeWithCeph('the testbed command', () => {
  const environment = () => ({ ...process.env, TMPDIR: folder });
  const testbed = (...words: string[]) =>
    execFileSync(process.execPath, [program, ...words], { env: environment(), encoding: 'utf8' });

  test('starts one server, says where it is as often as asked, and ends it', async () => {
    const lines = testbed('up');
    expect(lines).toMatch(/^export S3_ENDPOINT='http:\/\/127\.0\.0\.1:[0-9]+'$/m);
    expect(testbed('up')).toBe(lines);
    const endpoint = execFileSync('sh', ['-c', `${lines} printf %s "$S3_ENDPOINT"`]).toString();
    expect(await answersHttp(endpoint)).toBe(true);
    testbed('down');
    expect(await answersHttp(endpoint)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
    expect(testbed('down')).toBe('');
  });

  test.each(['SIGKILL', 'SIGINT'] as const)(
    'leaves no process and no file when its keeper ends by %s',
    async (signal) => {
      const keeper = spawn(process.execPath, [program, 'keep'], { env: environment() });
      await expect.poll(() => keeperOf(folder), { timeout: 60_000 }).toBe(keeper.pid);
      expect(processesWith(`${folder}/dg-rgw-`)).toHaveLength(4);
      keeper.kill(signal);
      await expect.poll(() => processesWith(`${folder}/dg-rgw-`), { timeout: 10_000 }).toEqual([]);
      const kept = readdirSync(folder).filter((name) => name.startsWith('dg-rgw-'));
      expect(kept).toEqual([]);
    },
  );
});

function keeperOf(folder: string): number | undefined {
  const name = readdirSync(folder).find((file) => file.endsWith('.json'));
  if (name === undefined) return undefined;
  try {
    // Written by `keep`, possibly half so far.
    return (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { pid: number }).pid;
  } catch {
    return undefined;
  }
}
