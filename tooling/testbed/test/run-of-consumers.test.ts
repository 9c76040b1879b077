import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';

import { describe, expect, test } from 'vitest';

import { describeWithCeph } from '../src/vitest/index.ts';

const vitest = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);

/** A run of the two packages in `consumer`, with its own environment. */
function run(env: NodeJS.ProcessEnv): { status: number | null; output: string } {
  const words = [
    vitest,
    'run',
    '--maxWorkers=1',
    `--root=${join(import.meta.dirname, 'consumer')}`,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    env: { HOME: process.env.HOME, NO_COLOR: '1', ...env },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('a run on a machine without any server', () => {
  // Neither docker nor radosgw nor apt-get can be found there.
  const PATH = '/nowhere';

  test('passes, skips one test a suite, and says so once', () => {
    const { status, output } = run({ PATH });
    expect(output).toMatch(/Tests +2 skipped \(2\)/);
    expect(output.match(/NOT RUN: the S3 suites/g)).toHaveLength(1);
    expect(output).toContain('install radosgw, ceph-mon and ceph-osd');
    expect(status).toBe(0);
  });

  test('fails where S3 is required', () => {
    const { status, output } = run({ PATH, DG_REQUIRE_S3: '1' });
    expect(output).toContain('The S3 suites are required and there is no S3 server');
    expect(status).not.toBe(0);
  });
});

describeWithCeph('a run on a machine with the gateway', () => {
  test('starts one server for all projects', () => {
    const { status, output } = run({ PATH: process.env.PATH });
    expect(output).toMatch(/Tests +2 passed \(2\)/);
    expect(output.match(/S3 suites run against/g)).toHaveLength(1);
    expect(status).toBe(0);
  });
});
