import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { pathToFileURL } from 'node:url';
import { bufferSource } from '@deltaglider/core';
import { createDeltaGlider } from '@deltaglider/sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { World } from './world.ts';

const FIXTURE = join(import.meta.dirname, '../../../tooling/fixtures/python-tool-bucket');

interface IndexEntry {
  readonly key: string;
  readonly metadata: Record<string, string>;
}

const world = new World();
const original = (name: string) => readFileSync(join(FIXTURE, 'originals', name));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The bucket that the Python tool wrote, in a directory. */
beforeAll(async () => {
  await using glider = await createDeltaGlider({ store: pathToFileURL(world.store).href });
  await glider.buckets.createBucket('old');
  const index = JSON.parse(readFileSync(join(FIXTURE, 'index.json'), 'utf8')) as IndexEntry[];
  for (const { key, metadata } of index) {
    const bytes = bufferSource(readFileSync(join(FIXTURE, 'objects', key)));
    await glider.engine.storage.put({ bucket: 'old', key }, bytes, { metadata });
  }
});

describe('cp from a bucket of the Python tool', () => {
  it('restores what it made of decompressed data', async () => {
    await world.ok('cp -r s3://old/tgz tgz');
    for (const kind of ['ok', 'bad']) {
      for (const name of [`${kind}-1.tar.gz`, `${kind}-2.tar.gz`]) {
        expect(sha256(world.read(`tgz/${kind}/${name}`)), name).toBe(sha256(original(name)));
      }
    }
  });

  it('--raw-content gives what is in them, and of others their bytes', async () => {
    const content = sha256(gunzipSync(original('bad-2.tar.gz')));
    await world.ok('cp --raw-content s3://old/tgz/bad/bad-2.tar.gz bad-2.tar');
    expect(sha256(world.read('bad-2.tar'))).toBe(content);
    await world.ok('cp -r --raw-content s3://old/ raw');
    expect(sha256(world.read('raw/tgz/bad/bad-2.tar.gz'))).toBe(content);
    expect(sha256(world.read('raw/app-1.0.2.zip'))).toBe(sha256(original('app-1.0.2.zip')));
    const { stdout } = await world.ok('cp --raw-content s3://old/releases/v1/notes.txt -');
    expect(stdout).toBe(original('notes.txt').toString());
  });

  it('--raw-content is not for what is stored', async () => {
    world.write('a.txt', 'a');
    for (const way of [
      ['a.txt', 's3://old/a.txt'],
      ['s3://old/app-1.0.2.zip', 's3://old/b.zip'],
    ]) {
      const { code, stderr } = await world.run(['cp', '--raw-content', ...way]);
      expect([code, stderr]).toEqual([
        252,
        expect.stringContaining('--raw-content is for downloads'),
      ]);
    }
  });
});
