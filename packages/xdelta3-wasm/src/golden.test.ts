import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collect, sourceOf, streamOf } from '../test/support.ts';
import { readVcdiffHeader, Xdelta3Codec } from './index.ts';

const objects = new URL('../../../tooling/fixtures/python-tool-bucket/objects/', import.meta.url);
const fixture = (key: string) => readFileSync(new URL(key, objects));

const digests: Record<string, string> = {
  'app-1.0.0.zip': '25ac0698dd69cba6c3c2b2fdbf8406611cd0832aa2512e9418212e505db91d3b',
  'releases/v1/app-1.0.1.zip': '5f4da4110373b3320cc668eee46e981c1e8efe21de98e86aae844123630ef02c',
  'app-1.0.2.zip': '22a729408ef81b87825eb26504e73d001d7ceee2a9d038dc7262902b20bb4925',
  'releases/v1/rand.zip': '22ae82295e6f1bdaef99991abd653cc905292953f41d6848f7e3a94cccbf144b',
};

describe('deltas that the Python tool stored', () => {
  const codec = new Xdelta3Codec({ workers: 0 });

  it.each(Object.entries(digests))('gives %s back', async (key, digest) => {
    const delta = fixture(`${key}.delta`);
    const name = basename(key);
    expect(readVcdiffHeader(delta)).toMatchObject({ secondaryId: 2 });
    expect(readVcdiffHeader(delta).appHeader).toMatch(new RegExp(`^${name}//.*/$`));
    const target = await collect(codec.decode(sourceOf(fixture('reference.bin')), streamOf(delta)));
    expect(createHash('sha256').update(target).digest('hex')).toBe(digest);
  });

  it('names what it needs where the delta is of decompressed data', async () => {
    const restore = codec.decode(
      sourceOf(fixture('tgz/ok/reference.bin')),
      streamOf(fixture('tgz/ok/ok-2.tar.gz.delta')),
    );
    await expect(collect(restore)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('gzip') as string,
    });
  });
});
