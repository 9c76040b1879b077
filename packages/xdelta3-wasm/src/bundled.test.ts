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
import { describe, expect, it, onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('../test/round-trip-program.ts', import.meta.url));
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

/** The program as one file, as a consumer's bundler makes it. */
async function bundle(platform: Platform, code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: join(program, '..'), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform,
    target: 'es2022',
    conditions: ['@deltaglider/source'],
  });
  return outputFiles[0]?.text ?? '';
}

function chromiumIsThere(): boolean {
  if (existsSync(CHROMIUM)) return true;
  if (process.env.DG_REQUIRE_CHROMIUM === '1')
    throw new Error(`${CHROMIUM} is required and missing.`);
  console.warn(`NOT RUN: the codec in a browser (${CHROMIUM} is not installed).`);
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

describe('bundled by a consumer', () => {
  it('runs in Node and lets the process end while workers idle', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xdelta3-bundled-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const main = join(folder, 'main.mjs');
    const code = `import { roundTrips } from './round-trip-program.ts';
      console.log(await roundTrips({ workers: 2, inlineBelow: 0 }));`;
    await writeFile(main, await bundle('node', code));
    expect(execFileSync(process.execPath, [main], { encoding: 'utf8', timeout: 50_000 })).toBe(
      'true\n',
    );
  });

  it.skipIf(!chromiumIsThere())('runs in a browser, in workers and in the page', async () => {
    const code = `import { roundTrips } from './round-trip-program.ts';
      globalThis.outcome = Promise.all([roundTrips({ workers: 2, inlineBelow: 0 }), roundTrips({ workers: 0 })]);`;
    const url = await serve(await bundle('browser', code));
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      headless: true,
      args: FLAGS,
    });
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(url);
    expect(await page.evaluate('globalThis.outcome')).toEqual([true, true]);
    // The first pair of operations ran in workers, not on the page's own thread.
    expect(page.workers().length).toBeGreaterThan(0);
  });
});
