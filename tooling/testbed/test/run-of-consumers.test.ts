import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';

import { describe, expect, test } from 'vitest';

import { MemoryS3Server } from '../src/index.ts';
import { describeWithCeph } from '../src/vitest/index.ts';

const vitest = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);

/** A run of the two packages in `consumer`, with its own environment. */
function run(env: NodeJS.ProcessEnv): Promise<{ status: number | null; output: string }> {
  const words = [
    ...[vitest, 'run', '--maxWorkers=1', `--root=${join(import.meta.dirname, 'consumer')}`],
  ];
  const child = spawn(process.execPath, words, {
    env: { HOME: process.env.HOME, NO_COLOR: '1', ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (status) => {
      resolve({ status, output });
    });
  });
}

describe('a run on a machine without any server', () => {
  // Neither docker nor radosgw nor apt-get can be found there.
  const PATH = '/nowhere';

  test('passes, skips one test a suite, and says so once', async () => {
    const { status, output } = await run({ PATH });
    expect(output).toMatch(/Tests +2 skipped \(2\)/);
    expect(output.match(/NOT RUN: the S3 suites/g)).toHaveLength(1);
    expect(output).toContain('install radosgw, ceph-mon and ceph-osd');
    expect(status).toBe(0);
  });

  test('fails where S3 is required', async () => {
    const { status, output } = await run({ PATH, DG_REQUIRE_S3: '1' });
    expect(output).toContain('The S3 suites are required and there is no S3 server');
    expect(status).not.toBe(0);
  });
});

describeWithCeph('a run on a machine with the gateway', () => {
  test('starts one server for all projects', async () => {
    const { status, output } = await run({ PATH: process.env.PATH });
    expect(output).toMatch(/Tests +2 passed \(2\)/);
    expect(output.match(/S3 suites run against/g)).toHaveLength(1);
    expect(status).toBe(0);
  });
});

test('a run on a server that somebody else runs leaves no bucket there', async () => {
  const server = await MemoryS3Server.start();
  const { accessKeyId, secretAccessKey } = server.credentials;
  const keys = { S3_ACCESS_KEY: accessKeyId, S3_SECRET_KEY: secretAccessKey };
  const { status, output } = await run({ S3_ENDPOINT: server.endpoint, ...keys });
  expect(output).toMatch(/Tests +2 passed \(2\)/);
  const count = (name: string) =>
    server.requests.filter(({ operation, status }) => operation === name && status < 300).length;
  expect([count('CreateBucket'), count('DeleteBucket')]).toEqual([2, 2]);
  expect(status).toBe(0);
  await server.stop();
});
