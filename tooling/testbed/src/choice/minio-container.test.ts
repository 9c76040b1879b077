import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { minioContainer } from './minio-container.ts';

let folder: string;
let web: Server;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dg-docker-'));
  web = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => {
    web.listen(0, '127.0.0.1', resolve);
  });
});

afterEach(() => {
  web.close();
  rmSync(folder, { recursive: true });
});

/** A program in place of docker's command line, which notes how it was called. */
function docker(script: string): string {
  const file = join(folder, 'docker');
  writeFileSync(file, `#!/bin/sh\necho "$@" >> ${folder}/calls\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const calls = () => readFileSync(join(folder, 'calls'), 'utf8');

test('an engine that does not answer soon is none', async () => {
  const silent = docker('exec tail -f /dev/null');
  const attempt = await minioContainer({ docker: silent, engineTimeoutMs: 100 });
  expect(attempt).toEqual({ reason: 'no Docker engine answers' });
});

test('an image that cannot be had is a reason to go on', async () => {
  const offline = docker('[ "$1" = version ]');
  const attempt = await minioContainer({ docker: offline });
  expect('reason' in attempt && attempt.reason).toMatch('could not pull minio');
});

test('is where the engine has published it, and is removed by its name', async () => {
  const { port } = web.address() as AddressInfo;
  const engine = docker(`[ "$1" != port ] || echo 127.0.0.1:${port}`);
  const attempt = await minioContainer({ docker: engine });
  if (!('server' in attempt)) throw new Error(attempt.reason);
  expect(attempt.server).toMatchObject({ kind: 'minio', endpoint: `http://127.0.0.1:${port}` });
  const name = /--name (\S+)/.exec(calls())?.[1];
  expect(calls()).not.toContain('rm ');
  await attempt.stop();
  expect(calls()).toContain(`rm --force --volumes ${name}`);
});

test('a container that does not start is removed', async () => {
  const engine = docker('[ "$1" != run ]');
  const attempt = await minioContainer({ docker: engine });
  expect('reason' in attempt && attempt.reason).toMatch('did not start');
  expect(calls()).toContain('rm --force');
});
