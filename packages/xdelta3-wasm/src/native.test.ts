import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { NativeXdelta3, nativeVersion } from '../test/native.ts';
import { collect, concat, edited, noise, prose, sourceOf, streamOf } from '../test/support.ts';
import { Xdelta3Codec } from './index.ts';

const empty = new Uint8Array(0);
const text = prose(200_000);
const piped = (command: string, input: Uint8Array) => execFileSync(command, ['-c'], { input });
const zip = concat(new TextEncoder().encode('PK\u0003\u0004'), noise(90_000));

const pairs: Record<string, readonly [Uint8Array, Uint8Array]> = {
  raw: [text, edited(text)],
  zip: [zip, edited(zip)],
  gzip: [gzipSync(text), gzipSync(edited(text))],
  'the same gzip': [gzipSync(text), gzipSync(text)],
  bzip2: [piped('bzip2', text), piped('bzip2', edited(text))],
  xz: [piped('xz', text), piped('xz', edited(text))],
  'gzip with plain': [gzipSync(text), text],
  unrelated: [noise(50_000, 2), prose(70_000, 3)],
  'empty with empty': [empty, empty],
  'empty with text': [empty, text],
  'text with empty': [text, empty],
  'several windows': [noise(18 << 20, 4), edited(noise(18 << 20, 4), 40_000)],
};

const version = nativeVersion();

describe.skipIf(version === undefined)(`interchange with ${version ?? 'xdelta3'}`, () => {
  const native = new NativeXdelta3();
  const codec = new Xdelta3Codec({ workers: 1 });
  afterAll(() => {
    native.close();
    codec.close();
  });

  const decode = (reference: Uint8Array, delta: Uint8Array) =>
    collect(codec.decode(sourceOf(reference), streamOf(delta)));

  it.each(Object.entries(pairs))('it decodes our delta: %s', async (_, [reference, target]) => {
    const delta = await collect(codec.encode(sourceOf(reference), streamOf(target)));
    expect(Buffer.compare(native.decode(reference, delta), target)).toBe(0);
  });

  it.each(Object.entries(pairs))('we decode its delta: %s', async (_, [reference, target]) => {
    const delta = native.encode(reference, target);
    expect(Buffer.compare(await decode(reference, delta), target)).toBe(0);
  });

  it.each([
    ['without secondary compression', ['-9', '-S', 'none']],
    ['with DJW', ['-9', '-S', 'djw']],
    ['with FGK', ['-9', '-S', 'fgk']],
    ['without checksums', ['-n']],
    ['without application header', ['-A']],
    ['at level 1', ['-1']],
    ['at level 0', ['-0']],
    ['with windows of 16 KiB', ['-W', '16384']],
    ['with windows of 16 MiB', ['-W', '16777216']],
  ])('we decode its delta %s', async (_, flags) => {
    const reference = concat(text, noise(600_000));
    const target = concat(edited(text), noise(1000, 8), edited(reference, 999), prose(90_000, 7));
    const delta = native.encode(reference, target, flags);
    expect(Buffer.compare(await decode(reference, delta), target)).toBe(0);
  });

  it('makes deltas of about the same size', async () => {
    const target = concat(prose(30_000, 11), edited(text, 300), noise(20_000, 12));
    const ours = await collect(codec.encode(sourceOf(text), streamOf(target)));
    expect(ours.length).toBeLessThan(native.encode(text, target).length * 1.02);
  });
});
