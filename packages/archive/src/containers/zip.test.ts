import { describe, expect, it } from 'vitest';
import { buildGzip } from '../../test/containers/build-gzip.ts';
import { buildTar } from '../../test/containers/build-tar.ts';
import { buildZip, type ZipMember, type ZipOptions } from '../../test/containers/build-zip.ts';
import { contentsOf, foundIn, namesOf } from '../../test/containers/found-in.ts';

const members: readonly ZipMember[] = [
  { name: 'a.txt', content: 'the first' },
  { name: 'b.txt', content: 'the second' },
  { name: 'c.txt', content: 'the third' },
];
const contents = ['the first', 'the second', 'the third'];
const program = Buffer.from('MZ this is a program '.repeat(9));

describe('a zip', () => {
  it.each<[string, ZipOptions]>([
    ['as it is', {}],
    ['with a comment', { comment: 'a comment' }],
    ['with the longest comment', { comment: 'c'.repeat(65_535) }],
    ['with a comment that looks like its end', { comment: `PK\x05\x06${'\0'.repeat(30)}` }],
    ['with something behind it', { suffix: Buffer.alloc(1000, 1) }],
    ['with a gap before its directory', { gap: Buffer.alloc(5000, 7) }],
    ['with a signature behind its directory', { signature: Buffer.from('PK\x05\x05\x02\0ab') }],
    ['in the way of zip64', { zip64: true }],
    ['with a program before it', { prefix: program }],
    ['with a program before it that counts', { prefix: program, countsPrefix: true }],
    ['in the way of zip64 behind a program', { prefix: program, zip64: true }],
    [
      'in the way of zip64 behind a program that counts',
      { prefix: program, zip64: true, countsPrefix: true },
    ],
    ['with a mark of splitting', { prefix: Buffer.from('PK00'), countsPrefix: true }],
    ['with its directory in another order', { order: [2, 0, 1] }],
  ])('%s is found by its directory', async (_, options) => {
    const bytes = buildZip(members, options);
    const found = await foundIn(bytes);
    expect(contentsOf(found, bytes)).toEqual(contents);
    expect(namesOf(found)).toEqual(['a.txt', 'b.txt', 'c.txt']);
    expect(found.every(({ isExact, method }) => isExact && method === 'deflate')).toBe(true);
  });

  it.each<[string, Partial<ZipMember>]>([
    ['a data descriptor', { descriptor: true }],
    ['its numbers in the extra field', { zip64: true }],
    ['an extra field only before its data', { localExtra: Buffer.alloc(77) }],
  ])('has a member with %s', async (_, variant) => {
    const bytes = buildZip(members.map((member) => ({ ...member, ...variant })));
    expect(contentsOf(await foundIn(bytes), bytes)).toEqual(contents);
  });

  it('with something before it is not looked for in a part of a source', async () => {
    const bytes = buildZip(members, { prefix: program });
    expect(await foundIn(buildTar([{ name: 'setup.exe', content: bytes }]))).toEqual([]);
    const zip = buildZip(members);
    const whole = buildTar([{ name: 'plain.zip', content: zip }]);
    expect(contentsOf(await foundIn(whole), whole)).toEqual(contents);
  });

  it.each<[string, Partial<ZipMember>]>([
    ['encrypted', { flags: 1 }],
    ['of deflate64', { method: 9 }],
    ['of an unknown method', { method: 99 }],
    ['without a local header', { localSignature: 0x12345678 }],
    ['a directory', { name: 'b/', content: '', method: 0 }],
    ['stored as it is', { method: 0 }],
    ['without compressed bytes', { stated: { size: 0 } }],
    ['longer than the archive', { stated: { size: 100_000 } }],
    ['of absurd size', { zip64: true, stated: { size: 2 ** 52 } }],
    ['outside of the archive', { stated: { offset: 100_000 } }],
    ['far outside of the archive', { zip64: true, stated: { offset: 2 ** 52 } }],
    ['a copy of another', { stated: { offset: 0 } }],
  ])('has other members beside one that is %s', async (_, variant) => {
    const odd = { name: 'b.txt', content: 'the second', ...variant };
    const bytes = buildZip(members.map((member) => (member.name === 'b.txt' ? odd : member)));
    expect(contentsOf(await foundIn(bytes), bytes)).toEqual(['the first', 'the third']);
  });

  it('has bzip2 and xz members, whose size it knows', async () => {
    const bytes = buildZip([
      { name: 'a', content: 'BZh...', method: 12 },
      { name: 'b', content: 'xz...', method: 95 },
    ]);
    expect(await foundIn(bytes)).toMatchObject([
      { method: 'bzip2', maxSize: 6, isExact: true },
      { method: 'xz', maxSize: 5, isExact: true },
    ]);
  });

  it('is looked into where it stores its members', async () => {
    const inner = buildZip(members, { comment: 'inner' });
    const bytes = buildZip([
      { name: 'x.zip', content: inner, method: 0 },
      { name: 'y.gz', content: buildGzip('zipped'), method: 0, descriptor: true },
      { name: 'z.txt', content: 'the last' },
    ]);
    const found = await foundIn(bytes);
    expect(contentsOf(found, bytes)).toEqual([...contents, 'zipped', 'the last']);
    expect(namesOf(found).slice(-2)).toEqual(['y.gz', 'z.txt']);
  });

  it('is found to its end when its directory states too few members', async () => {
    const bytes = buildZip(members);
    bytes.writeUInt16LE(1, bytes.length - 14);
    bytes.writeUInt16LE(1, bytes.length - 12);
    expect(await foundIn(bytes)).toHaveLength(3);
  });

  it.each([12, 16])('is nothing when its end states a wrong number at %d', async (at) => {
    for (const options of [{}, { prefix: program }]) {
      const bytes = buildZip(members, options);
      const place = bytes.length - 22 + at;
      for (const number of [bytes.length, 0xffff_fff0, bytes.readUInt32LE(place) + 1000]) {
        bytes.writeUInt32LE(number, place);
        expect(await foundIn(bytes)).toEqual([]);
      }
    }
  });

  it('of no members is nothing', async () => {
    expect(await foundIn(buildZip([]))).toEqual([]);
    expect(await foundIn(buildZip([], { zip64: true, prefix: program }))).toEqual([]);
  });

  it('has members with the identity of the same content, wherever they lie', async () => {
    const identities = async (list: readonly ZipMember[]) =>
      (await foundIn(buildZip(list))).map(({ identity }) => identity);
    const [one, two, three] = await identities(members);
    expect(await identities([{ name: 'new', content: 'new' }, ...members])).toEqual(
      expect.arrayContaining([one, two, three]),
    );
    expect(new Set([one, two, three]).size).toBe(3);
    const other = members.map((member) => ({ ...member, stated: { expandedSize: 1 } }));
    expect(await identities(other)).not.toContain(one);
  });
});
