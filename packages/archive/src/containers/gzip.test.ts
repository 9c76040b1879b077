import { describe, expect, it } from 'vitest';
import { buildGzip, gzipHeader } from '../../test/containers/build-gzip.ts';
import { contentsOf, deflatedSize, foundIn } from '../../test/containers/found-in.ts';

const everyField = {
  extra: Buffer.from('XX\x03\0abc', 'latin1'),
  name: 'a name',
  comment: 'a comment',
  headerCrc: true,
};

describe('a gzip file', () => {
  it.each([
    {},
    { name: 'a.txt' },
    { comment: 'why' },
    { extra: Buffer.alloc(300, 1) },
    { headerCrc: true },
    everyField,
    { name: 'n'.repeat(9000), comment: 'c'.repeat(20_000) },
  ])('is found behind the header %o', async (fields) => {
    const bytes = buildGzip('the content', fields);
    const offset = gzipHeader(fields).length;
    const found = await foundIn(bytes);
    expect(found).toMatchObject([
      { method: 'deflate', offset, maxSize: bytes.length - offset, isExact: false },
    ]);
    expect(contentsOf(found, bytes)).toEqual(['the content']);
  });

  it('is nothing when its header reaches its end', async () => {
    const bytes = buildGzip('', everyField);
    const header = gzipHeader(everyField).length;
    for (let size = 0; size <= header; size += 1)
      expect(await foundIn(bytes.subarray(0, size))).toEqual([]);
    expect(await foundIn(bytes.subarray(0, header + 1))).toHaveLength(1);
  });

  it('stays inside its region, whatever lies behind', async () => {
    const bytes = Buffer.concat([gzipHeader({ name: 'abc' }).subarray(0, 12), Buffer.alloc(100)]);
    expect(await foundIn(bytes, { region: { offset: 0, size: 12 } })).toEqual([]);
    expect(await foundIn(bytes)).toHaveLength(1);
  });

  it.each([
    ['flags that mean nothing', gzipHeader({ flags: 0x20 })],
    ['another method', Buffer.from('1f8b0700000000000003', 'hex')],
    ['a name of 100 kB', gzipHeader({ name: 'n'.repeat(100_000) })],
  ])('is nothing with %s', async (_, header) => {
    expect(await foundIn(Buffer.concat([header, Buffer.alloc(50)]))).toEqual([]);
  });

  it('of several members is found member by member, as their sizes become known', async () => {
    const parts = ['one', 'two', 'three'].map((text) => buildGzip(text, { name: text }));
    const bytes = Buffer.concat(parts);
    expect(await foundIn(bytes)).toHaveLength(1);
    const found = await foundIn(bytes, { sizeTaken: deflatedSize });
    expect(contentsOf(found, bytes)).toEqual(['one', 'two', 'three']);
    expect(new Set(found.map(({ identity }) => identity)).size).toBe(3);
  });

  it.each([
    ['garbage', Buffer.from('garbage'), 1],
    ['zeros', Buffer.alloc(5000), 1],
    ['zeros and another member', Buffer.concat([Buffer.alloc(5000), buildGzip('b')]), 2],
    ['too many zeros', Buffer.concat([Buffer.alloc(70_000), buildGzip('b')]), 1],
    ['a header without data', gzipHeader(), 1],
  ])('ends before %s', async (_, suffix, count) => {
    const bytes = Buffer.concat([buildGzip('a'), suffix]);
    expect(await foundIn(bytes, { sizeTaken: deflatedSize })).toHaveLength(count);
  });

  it('ends with a stream that leaves no room for its checksums', async () => {
    const bytes = buildGzip('abc');
    const whole = Buffer.concat([bytes.subarray(0, -8), buildGzip('b')]);
    const found = await foundIn(whole, {
      sizeTaken: ({ maxSize }) => maxSize - 7,
    });
    expect(found).toHaveLength(1);
  });

  it('has the identity of another with the same data under another name, and of no other', async () => {
    const identityOf = async (bytes: Buffer) => (await foundIn(bytes))[0]?.identity;
    const one = await identityOf(buildGzip('content', { name: 'a' }));
    const cut = (bytes: Buffer) => bytes.subarray(0, -1);
    expect(await identityOf(buildGzip('content', { name: 'b' }))).toBe(one);
    expect(await identityOf(buildGzip('content', { name: 'bb' }))).not.toBe(one);
    expect(await identityOf(buildGzip('kontent', { name: 'a' }))).not.toBe(one);
    expect(await identityOf(cut(buildGzip('content', { name: 'a' })))).not.toBe(one);
    const long = 'the same beginning, and another end: ';
    const ending = async (end: string) => identityOf(buildGzip(`${long}${end}`));
    expect(await ending('a')).not.toBe(await ending('b'));
    const padded = (text: string) => Buffer.concat([buildGzip(text), Buffer.alloc(100)]);
    expect(await identityOf(padded('abcd'))).not.toBe(await identityOf(padded('dcba')));
  });
});
