import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Platform } from 'esbuild';
import { chromium } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { bundleWorker } from '../../scripts/bundle-worker.mjs';

const folder = fileURLToPath(new URL('../../test/workers/', import.meta.url));
const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const IMPORTS = `import { outcomes, poolOf, survivesExhaustion } from './program.ts';`;
let source = '';

beforeAll(async () => {
  source = JSON.stringify(await bundleWorker(join(folder, 'entry.ts')));
});

/** The program as one file, as a consumer's bundler makes it. */
async function bundle(platform: Platform, code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `${IMPORTS}${code}`, resolveDir: folder, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform,
    target: 'es2022',
    conditions: ['@deltaglider/source'],
  });
  return outputFiles[0]?.text ?? '';
}

/** What a process prints that runs the program and then has nothing left to do. */
async function run(program: string, flags: readonly string[] = []): Promise<unknown> {
  const place = await mkdtemp(join(tmpdir(), 'archive-bundled-'));
  onTestFinished(() => rm(place, { recursive: true }));
  const main = join(place, 'main.mjs');
  await writeFile(main, program);
  const printed = execFileSync(process.execPath, [...flags, main], {
    encoding: 'utf8',
    timeout: 50_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(printed) as unknown;
}

function chromiumIsThere(): boolean {
  if (existsSync(CHROMIUM)) return true;
  if (process.env.DG_REQUIRE_CHROMIUM === '1')
    throw new Error(`${CHROMIUM} is required and missing.`);
  console.warn(`NOT RUN: the workers in a browser (${CHROMIUM} is not installed).`);
  return false;
}

async function serve(script: string): Promise<string> {
  const server = createServer((request, response) => {
    const page = request.url === '/';
    response.setHeader('content-type', page ? 'text/html' : 'text/javascript');
    response.end(
      page
        ? '<!doctype html><title>test</title><script type="module" src="/main.js"></script>'
        : script,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  // A listening TCP server has an address of this form.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('a pool in the bundle of a consumer', () => {
  it('runs in Node and lets the process end while workers idle', async () => {
    const code = `console.log(JSON.stringify(await outcomes(poolOf(${source}, 2))));`;
    expect(await run(await bundle('node', code))).toEqual([2, 7, 11, 2, 'TestFailure']);
  });

  it('lets the process end before its first worker has a job', async () => {
    const code = `poolOf(${source}, 2).warm(); console.log(1);`;
    expect(await run(await bundle('node', code))).toBe(1);
  });

  it('survives a job that takes all memory', async () => {
    const code = `console.log(JSON.stringify(await survivesExhaustion(poolOf(${source}, 1))));`;
    const outcome = await run(await bundle('node', code), ['--max-old-space-size=64']);
    const message = 'The worker stopped in the middle of "exhaust".';
    expect(outcome).toEqual([message, 'ERR_WORKER_OUT_OF_MEMORY', 7]);
  });

  it('runs on the calling thread where there are no workers', async () => {
    const code = `delete globalThis.Worker;
      console.log(JSON.stringify(await outcomes(poolOf(${source}, 2))));`;
    expect(await run(await bundle('browser', code))).toEqual([0, 7, 11, 2, 'TestFailure']);
  });

  it.skipIf(!chromiumIsThere())('runs in a browser, in workers and in the page', async () => {
    const code = `globalThis.outcome = Promise.all([
      outcomes(poolOf(${source}, 2)), outcomes(poolOf(${source}, 0))]);`;
    const url = await serve(await bundle('browser', code));
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      headless: true,
      args: FLAGS,
    });
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(url);
    const same = [7, 11, 2, 'TestFailure'];
    expect(await page.evaluate('globalThis.outcome')).toEqual([
      [2, ...same],
      [0, ...same],
    ]);
    expect(page.workers()).toHaveLength(2);
  });
});
