import { bufferSource } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { buildAr } from '../../test/containers/build-ar.ts';
import { buildGzip } from '../../test/containers/build-gzip.ts';
import { buildTar } from '../../test/containers/build-tar.ts';
import { buildZip } from '../../test/containers/build-zip.ts';
import { contentsOf, deflatedSize, foundIn, namesOf } from '../../test/containers/found-in.ts';

const bzip2 = Buffer.from('BZh91AY&SY and so on', 'latin1');
const xz = Buffer.from('\xfd7zXZ\0 and so forth!', 'latin1');
const stored = (name: string, content: Uint8Array) => ({ name, content, method: 0 });

/** A gzip file in so many containers. */
function nested(depth: number): Buffer {
  let bytes = buildGzip('deep');
  for (let level = 0; level < depth; level += 1)
    bytes =
      level % 2 === 0 ? buildTar([{ name: 'x', content: bytes }]) : buildZip([stored('x', bytes)]);
  return bytes;
}

describe('a scan', () => {
  it.each([
    ['bzip2', bzip2],
    ['xz', xz],
  ])('finds %s up to the end, and what is behind it', async (method, bytes) => {
    const twice = Buffer.concat([bytes, bytes]);
    expect(await foundIn(twice)).toMatchObject([
      { method, offset: 0, maxSize: 40, isExact: false },
    ]);
    const found = await foundIn(twice, { sizeTaken: () => 20 });
    expect(found).toMatchObject([
      { method, offset: 0, maxSize: 40 },
      { method, offset: 20, maxSize: 20 },
    ]);
    expect(found[0]?.identity).not.toBe(found[1]?.identity);
    const other = Buffer.concat([bytes, Buffer.from('x'), bytes]);
    expect(await foundIn(other, { sizeTaken: () => 20 })).toHaveLength(1);
  });

  it.each([
    ['a level of bzip2 that is none', 'BZh01AY&SY and so on'],
    ['an empty bzip2 file', 'BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0'],
    ['the beginning of xz', '\xfd7zXZ\0'],
    ['no container', 'just some text'],
    ['magic further on', ` \x1f\x8b\b\0\0\0\0\0\0\0 and so on`],
  ])('finds nothing in %s', async (_, text) => {
    expect(await foundIn(Buffer.from(text, 'latin1'))).toEqual([]);
  });

  it('looks into what is stored in one another', async () => {
    const zip = buildZip([
      { name: 'in-zip.txt', content: 'in zip' },
      stored('in-zip.gz', buildGzip('gz in zip')),
    ]);
    const ar = buildAr([
      { name: 'x.zip', content: zip },
      { name: 'y.bz2', content: bzip2 },
      { name: 'z.gz', content: Buffer.concat([buildGzip('one'), buildGzip('two')]) },
    ]);
    const bytes = buildTar([
      { name: 'x.ar', content: ar },
      { name: 'y.xz', content: xz },
      { name: 'z.gz', content: buildGzip('the last') },
    ]);
    const found = await foundIn(bytes, { sizeTaken: deflatedSize });
    const methods = found.map(({ method }) => method);
    expect(methods).toEqual(['deflate', 'deflate', 'bzip2', 'deflate', 'deflate', 'xz', 'deflate']);
    expect(namesOf(found)).toEqual([
      'in-zip.txt',
      'in-zip.gz',
      'y.bz2',
      'z.gz',
      'z.gz',
      'y.xz',
      'z.gz',
    ]);
    const deflated = found.filter(({ method }) => method === 'deflate');
    expect(contentsOf(deflated, bytes)).toEqual(['in zip', 'gz in zip', 'one', 'two', 'the last']);
  });

  it('looks into eight files inside one another', async () => {
    expect(await foundIn(nested(7))).toHaveLength(1);
    expect(await foundIn(nested(8))).toEqual([]);
  });

  it('stays inside its region', async () => {
    const tar = buildTar([{ name: 'a.gz', content: buildGzip('a') }]);
    const bytes = Buffer.concat([Buffer.alloc(99, 1), tar, buildGzip('b')]);
    const found = await foundIn(bytes, { region: { offset: 99, size: tar.length } });
    expect(contentsOf(found, bytes)).toEqual(['a']);
  });

  it('counts the members of all containers', async () => {
    const zip = buildZip(['a', 'b', 'c'].map((name) => ({ name, content: name })));
    const bytes = buildTar([
      { name: 'x.txt', content: 'x' },
      { name: 'x.zip', content: zip },
      { name: 'y.gz', content: buildGzip('y') },
    ]);
    const counts = [0, 1, 2, 3, 4, 5, 6, 7].map(
      async (members) => (await foundIn(bytes, { members })).length,
    );
    expect(await Promise.all(counts)).toEqual([0, 0, 0, 1, 2, 3, 3, 4]);
  });

  it('ends with the error of its source', async () => {
    const failure = new Error('The disk is gone.');
    const bytes = buildTar([{ name: 'a.gz', content: buildGzip('a') }]);
    const source = { size: bytes.length, read: () => Promise.reject(failure) };
    await expect(foundIn(bytes, { source })).rejects.toBe(failure);
  });

  it('ends with the reason of its signal, also between two reads', async () => {
    const reason = new Error('Enough.');
    const aborted = AbortSignal.abort(reason);
    await expect(foundIn(buildGzip('a'), { signal: aborted })).rejects.toBe(reason);
    const controller = new AbortController();
    const content = Buffer.concat([buildGzip('a'), Buffer.alloc(200_000)]);
    const bytes = buildTar([
      { name: 'a.gz', content },
      { name: 'b.gz', content },
    ]);
    const plain = bufferSource(bytes);
    const source = {
      size: plain.size,
      read: (offset: number, length: number) => plain.read(offset, length),
    };
    const sizeTaken = () => {
      controller.abort(reason);
      return undefined;
    };
    const { signal } = controller;
    await expect(foundIn(bytes, { source, signal, sizeTaken })).rejects.toBe(reason);
  });

  it('ends where a source has less than it says', async () => {
    const bytes = buildTar([{ name: 'a.gz', content: buildGzip('a') }]);
    for (const held of [bytes, buildZip([{ name: 'a', content: 'a' }]), buildGzip('a')]) {
      for (const cut of [0, 1, 9, held.length >> 1]) {
        const shorter = bufferSource(held.subarray(0, cut));
        const source = { ...shorter, size: held.length };
        expect((await foundIn(held, { source })).length).toBeLessThan(2);
      }
    }
  });
});
