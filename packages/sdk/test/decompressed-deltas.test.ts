import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bufferSource, collect, MemoryStorage } from '@deltaglider/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDeltaGlider, type DeltaGlider } from '../src/index.ts';

const BUCKET = 'old';
const COMMANDS = ['xdelta3', 'gzip', 'bzip2', 'xz', 'python3'];
const STORED_AT = new Date('2026-03-01T12:00:00.500Z');

const missing = COMMANDS.filter((name) => spawnSync(name, ['--help']).error !== undefined);
if (missing.length > 0) {
  if (process.env.DG_REQUIRE_NATIVE === '1') throw new Error(`${missing.join()} required.`);
  console.warn(`NOT RUN: deltas of decompressed data (not installed: ${missing.join(', ')}).`);
}

const folder = mkdtempSync(join(tmpdir(), 'decompressed-'));
const glider: { current?: DeltaGlider } = {};
const storage = new MemoryStorage();

beforeAll(async () => {
  await storage.createBucket(BUCKET);
  const store = { storage, buckets: storage };
  glider.current = await createDeltaGlider({ store, cache: { backend: 'memory' } });
});
afterAll(async () => {
  await glider.current?.close();
  rmSync(folder, { recursive: true });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const client = (): DeltaGlider => {
  if (glider.current === undefined) throw new Error('No test is running.');
  return glider.current;
};

/** What a release contains: text that repeats and changes, a megabyte of it. */
function contentOf(version: number): Buffer {
  let state = 99;
  const lines = Array.from({ length: 24_000 }, (_, index) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return `line ${String(index % 700)} says ${state.toString(36)}, as of ${String(index % 13)}\n`;
  });
  for (let change = 0; change < version * 3; change += 1)
    lines[change * 400] = `v${String(version)}\n`;
  return Buffer.from(lines.join(''));
}

const contents = [contentOf(1), contentOf(2)] as const;

type Maker = (content: Buffer, name: string) => Buffer;

const piped =
  (command: string, ...flags: string[]): Maker =>
  (input) =>
    execFileSync(command, flags, { input, maxBuffer: 1 << 28 });

/** By a program in Python: `data` is the content, `out` takes the result. */
const python = (program: string): Maker =>
  piped(
    'python3',
    '-c',
    `import sys, gzip, zlib, bz2, lzma, io
data = sys.stdin.buffer.read()
now = ${String(Math.floor(STORED_AT.getTime() / 1000) - 42)}
${program}
sys.stdout.buffer.write(out)`,
  );

const gzipFile = (content: Buffer, { name, mtime }: { name: string; mtime: Date }): Buffer => {
  const path = join(folder, name);
  writeFileSync(path, content);
  utimesSync(path, mtime, mtime);
  execFileSync('gzip', ['-9', '-f', path]);
  return readFileSync(`${path}.gz`);
};

const MAKERS: Record<string, Maker> = {
  ...Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => {
      const level = `-${String(index + 1)}`;
      return [`gzip ${level}`, piped('gzip', '-n', '-c', level)];
    }),
  ),
  'gzip of a file, a minute ago': (content, name) =>
    gzipFile(content, {
      name: name.replace('.gz', ''),
      mtime: new Date(STORED_AT.getTime() - 60_000),
    }),
  'python gzip.compress with the time': python('out = gzip.compress(data, 9, mtime=now)'),
  'python gzip.compress without it': python('out = gzip.compress(data, 6, mtime=0)'),
  'python GzipFile with a name': python(
    `f = io.BytesIO(); g = gzip.GzipFile('app.tar.gz', 'wb', 5, f, now); g.write(data); g.close(); out = f.getvalue()`,
  ),
  'zlib with its own header': python(
    'c = zlib.compressobj(4, zlib.DEFLATED, 31); out = c.compress(data) + c.flush()',
  ),
  'zlib with memory level 9': python(
    'c = zlib.compressobj(7, zlib.DEFLATED, 31, 9); out = c.compress(data) + c.flush()',
  ),
  'bzip2 -1': piped('bzip2', '-c', '-1'),
  'bzip2 -9': piped('bzip2', '-c'),
  'python bz2': python('out = bz2.compress(data, 2)'),
  'xz -0': piped('xz', '-c', '-0'),
  'xz -6': piped('xz', '-c'),
  'xz -6e': piped('xz', '-c', '-6e'),
  'xz -3 with CRC32': piped('xz', '-c', '-3', '-C', 'crc32'),
  'xz -1 with SHA-256': piped('xz', '-c', '-1', '-C', 'sha256'),
  'xz -1 without check': piped('xz', '-c', '-1', '-C', 'none'),
  'xz with threads': piped('xz', '-c', '-0', '-T2'),
  'python lzma': python('out = lzma.compress(data)'),
};

/** Stores reference and delta as the Python tool does, by the command that it runs. */
async function storeAsPythonTool(key: string, reference: Buffer, target: Buffer): Promise<void> {
  const directory = key.slice(0, key.lastIndexOf('/') + 1);
  const name = key.slice(directory.length);
  const path = (file: string) => join(folder, file);
  writeFileSync(path('reference.bin'), reference);
  writeFileSync(path(name), target);
  const files = [path('reference.bin'), path(name), path('delta')];
  execFileSync('xdelta3', ['-e', '-f', '-9', '-s', ...files], { stdio: 'ignore' });
  const delta = readFileSync(path('delta'));
  const metadata = {
    'dg-tool': 'deltaglider/6.1.2',
    'dg-original-name': name,
    'dg-file-sha256': sha256(target),
    'dg-file-size': String(target.length),
    'dg-created-at': STORED_AT.toISOString(),
    'dg-ref-key': `${directory}reference.bin`,
    'dg-ref-sha256': sha256(reference),
    'dg-delta-size': String(delta.length),
  };
  const put = (place: string, bytes: Buffer, entries: Record<string, string>) =>
    storage.put({ bucket: BUCKET, key: place }, bufferSource(bytes), { metadata: entries });
  await put(`${key}.delta`, delta, metadata);
  await put(`${directory}reference.bin`, reference, {
    'dg-tool': 'deltaglider/6.1.2',
    'dg-source-name': name,
    'dg-file-sha256': sha256(reference),
    'dg-note': 'reference',
  });
}

async function read(key: string, rawContent = false): Promise<Buffer> {
  const { body } = await client().get({ address: { bucket: BUCKET, key }, rawContent });
  return Buffer.from(await collect(body));
}

describe.skipIf(missing.length > 0)('a delta that xdelta3 made of decompressed data', () => {
  it.each(Object.entries(MAKERS))('is restored: %s', async (label, make) => {
    const key = `same/${label}/app.tar.gz`;
    const [reference, target] = [make(contents[0], 'app.tar.gz'), make(contents[1], 'app.tar.gz')];
    await storeAsPythonTool(key, reference, target);
    expect((await read(key)).equals(target)).toBe(true);
    expect(await client().verify({ address: { bucket: BUCKET, key } })).toMatchObject({
      valid: true,
    });
  });

  it('is restored when its name and time are those of the reference', async () => {
    const mtime = new Date('2021-05-06T07:08:09Z');
    const [reference, target] = contents.map((content) =>
      gzipFile(content, { name: 'inner.tar', mtime }),
    ) as [Buffer, Buffer];
    await storeAsPythonTool('named/v2.tgz', reference, target);
    expect((await read('named/v2.tgz')).equals(target)).toBe(true);
  });

  it.each([
    ['plain', 'gzip -6', (content: Buffer) => content],
    ['bzip2 -1', 'gzip -9', MAKERS['bzip2 -1']],
    ['xz -6', 'bzip2 -9', MAKERS['xz -6']],
    ['gzip -3', 'plain', MAKERS['gzip -3']],
  ])('is restored when %s became %s', async (label, becomes, make) => {
    const key = `mixed/${label}/app.bin`;
    const reference = make?.(contents[0], 'app.bin') ?? contents[0];
    const target = MAKERS[becomes]?.(contents[1], 'app.bin') ?? contents[1];
    await storeAsPythonTool(key, reference, target);
    expect((await read(key)).equals(target)).toBe(true);
  });

  it.each([
    [
      'another strategy',
      python(
        'c = zlib.compressobj(6, 8, 31, 8, zlib.Z_HUFFMAN_ONLY); out = c.compress(data) + c.flush()',
      ),
      'none gives a file of the recorded size',
    ],
    [
      'a time long ago',
      python('out = gzip.compress(data, 9, mtime=1000000007)'),
      'files of the recorded size came of them, none with the recorded SHA-256',
    ],
  ])('says why it cannot be restored: %s', async (label, make, words) => {
    const key = `lost/${label}/app.gz`;
    const reference = python('out = gzip.compress(data, 6, mtime=0)')(contents[0], '');
    await storeAsPythonTool(key, reference, make(contents[1], ''));
    const { valid, error } = await client().verify({ address: { bucket: BUCKET, key } });
    expect([valid, error?.code]).toEqual([false, 'UNSUPPORTED']);
    expect(error?.message).toContain(`s3://${BUCKET}/${key} cannot be restored.`);
    expect(error?.message).toContain(words);
    expect(error?.details.hint).toContain('--raw-content');
    expect((await read(key, true)).equals(contents[1])).toBe(true);
  });
});
