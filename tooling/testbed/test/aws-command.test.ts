import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { MemoryS3Server } from '../src/index.ts';
import { findPrograms } from '../src/processes/find-program.ts';

/** The first `aws` of version 2, or undefined. Throws where S3 is required. */
function awsCommand(): string | undefined {
  const found = findPrograms('aws').find((file) => {
    const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
    return stdout.startsWith('aws-cli/2');
  });
  if (found !== undefined) return found;
  if (process.env.DG_REQUIRE_S3 === '1') throw new Error('The aws command (2.x) is required.');
  console.warn('NOT RUN: the memory server against the aws command (2.x is not installed)');
  return undefined;
}

const aws = awsCommand();
const execute = promisify(execFile);

describe('the aws command on the memory server', () => {
  if (aws === undefined) {
    test.skip('NOT RUN for want of aws 2.x');
    return;
  }
  let server: MemoryS3Server;
  let folder: string;

  beforeAll(async () => {
    server = await MemoryS3Server.start();
    folder = mkdtempSync(join(tmpdir(), 'dg-aws-'));
    await run('s3', 'mb', 's3://bucket');
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  async function run(...words: string[]): Promise<string> {
    const { accessKeyId, secretAccessKey } = server.credentials;
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_DEFAULT_REGION: server.region,
      AWS_PAGER: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const { stdout } = await execute(aws ?? '', ['--endpoint-url', server.endpoint, ...words], {
      cwd: folder,
      env,
    });
    return stdout;
  }

  test('copies there, lists, copies back and removes', async () => {
    writeFileSync(join(folder, 'a b.txt'), 'hello');
    expect(await run('s3', 'cp', 'a b.txt', 's3://bucket/ä/a b+c.txt', '--no-progress')).toBe(
      'upload: ./a b.txt to s3://bucket/ä/a b+c.txt\n',
    );
    expect(await run('s3', 'ls', 's3://bucket')).toMatch(/^ +PRE ä\/\n$/);
    expect(await run('s3', 'ls', 's3://bucket/ä/')).toMatch(/ 5 a b\+c\.txt\n$/);
    await run('s3', 'cp', 's3://bucket/ä/a b+c.txt', 'back');
    expect(readFileSync(join(folder, 'back'), 'utf8')).toBe('hello');
    await run('s3', 'mv', 's3://bucket/ä/a b+c.txt', 's3://bucket/moved');
    await run('s3', 'rm', 's3://bucket/moved');
    await expect(run('s3', 'ls', 's3://bucket')).resolves.toBe('');
  });

  test('sends and fetches a file in parts', async () => {
    const large = Buffer.alloc(20 << 20, 'large ');
    writeFileSync(join(folder, 'large'), large);
    await run('s3', 'cp', 'large', 's3://bucket/large', '--no-progress');
    const head = JSON.parse(
      await run('s3api', 'head-object', '--bucket', 'bucket', '--key', 'large'),
    ) as { ETag: string; ContentLength: number };
    expect(head).toMatchObject({ ContentLength: large.length });
    expect(head.ETag).toMatch(/-3"$/);
    await run('s3', 'cp', 's3://bucket/large', 'large-back', '--no-progress');
    expect(readFileSync(join(folder, 'large-back')).equals(large)).toBe(true);
    await run('s3', 'cp', 's3://bucket/large', 's3://bucket/large-copy', '--no-progress');
    await run('s3', 'rm', 's3://bucket', '--recursive');
  });

  test('keeps folders alike', async () => {
    mkdirSync(join(folder, 'tree/sub'), { recursive: true });
    for (const name of ['1', '2', 'sub/3']) {
      const path = join(folder, 'tree', name);
      writeFileSync(path, name);
      // A file of this very second looks newer than its object, whose time has whole seconds.
      utimesSync(path, 1_700_000_000, 1_700_000_000);
    }
    await run('s3', 'sync', 'tree', 's3://bucket/tree', '--no-progress');
    expect(await run('s3', 'sync', 'tree', 's3://bucket/tree', '--no-progress')).toBe('');
    rmSync(join(folder, 'tree/2'));
    expect(await run('s3', 'sync', 'tree', 's3://bucket/tree', '--delete')).toBe(
      'delete: s3://bucket/tree/2\n',
    );
    expect(await run('s3', 'ls', 's3://bucket', '--recursive')).toMatch(
      /tree\/1\n.*tree\/sub\/3\n$/,
    );
    await run('s3', 'rm', 's3://bucket/tree', '--recursive', '--quiet');
  });

  test('is told why something is refused', async () => {
    await expect(run('s3', 'ls', 's3://no-such-bucket')).rejects.toThrow(
      'An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation',
    );
    await expect(run('s3', 'cp', 's3://bucket/missing', '.')).rejects.toThrow(
      'Key "missing" does not exist',
    );
  });

  test('removes a bucket with what is in it', async () => {
    await run('s3', 'mb', 's3://second');
    writeFileSync(join(folder, 'one'), '1');
    await run('s3', 'cp', 'one', 's3://second/one');
    await run('s3', 'rb', 's3://second', '--force');
    expect(await run('s3', 'ls')).not.toContain('second');
  });
});
