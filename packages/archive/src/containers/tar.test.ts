import { describe, expect, it } from 'vitest';
import { buildGzip } from '../../test/containers/build-gzip.ts';
import { buildTar, paxRecord, tarMember, type TarMember } from '../../test/containers/build-tar.ts';
import { contentsOf, foundIn, namesOf } from '../../test/containers/found-in.ts';

const gz = (name: string): TarMember => ({ name, content: buildGzip(name) });
const text = (name: string): TarMember => ({ name, content: 'just text '.repeat(99) });
/** A header says less than there is; the record before it says the truth. */
const short = (name: string): TarMember => ({ ...gz(name), size: 3 });
const sizeOf = ({ content = '' }: TarMember) => content.length;
const oldSparse = (isExtended: boolean) => ({ at: 482, bytes: Uint8Array.of(isExtended ? 1 : 0) });

async function found(members: readonly TarMember[]) {
  const bytes = buildTar(members);
  const streams = await foundIn(bytes);
  return { contents: contentsOf(streams, bytes), names: namesOf(streams) };
}

describe('a tar', () => {
  it('is looked into, member by member', async () => {
    const { contents, names } = await found([text('t'), gz('a.gz'), text('u'), gz('b.gz')]);
    expect(contents).toEqual(['a.gz', 'b.gz']);
    expect(names).toEqual(['a.gz', 'b.gz']);
  });

  it.each([
    ['of old', { magic: '' }],
    ['of GNU', { magic: 'ustar  \0' }],
    ['with a size in bytes', { isBinary: true }],
    ['with a contiguous file', { type: '7' }],
    ['with an old file', { type: '\0' }],
  ])('%s is understood', async (_, variant) => {
    const members = [text('t'), gz('a.gz'), gz('b.gz')].map((member) => ({
      ...member,
      ...variant,
    }));
    expect((await found(members)).contents).toEqual(['a.gz', 'b.gz']);
  });

  it('takes a checksum of signed bytes, and no wrong one', async () => {
    const member = gz('ä.gz');
    const name = Buffer.from(member.name);
    const signed = { ...member, checksumError: -256 * name.filter((byte) => byte > 127).length };
    expect((await found([signed])).contents).toEqual(['ä.gz']);
    expect((await found([{ ...member, checksumError: 1 }])).contents).toEqual([]);
    expect((await found([gz('a.gz'), { ...gz('b.gz'), checksumError: 8 }])).contents).toEqual([
      'a.gz',
    ]);
  });

  it('has long names, with and without the prefix', async () => {
    const long = `${'d/'.repeat(600)}x.gz`;
    const link = { name: 'link', type: 'K', content: `${long}\0` };
    const { names } = await found([
      { name: 'long', type: 'L', content: `${long}\0` },
      link,
      gz('short.gz'),
      { ...gz('p.gz'), overlay: { at: 345, bytes: Buffer.from('folder') } },
      { name: 'pax', type: 'x', content: paxRecord('path', 'über.gz') },
      gz('other.gz'),
      gz('last.gz'),
    ]);
    expect(names).toEqual([long.slice(0, 1024), 'folder/p.gz', 'über.gz', 'last.gz']);
  });

  it.each(['x', 'X'])(
    'takes the size of a record of type %s for the next member only',
    async (type) => {
      const content = `${paxRecord('mtime', '1.5')}${paxRecord('size', sizeOf(gz('a.gz')))}`;
      const { contents } = await found([{ name: 'pax', type, content }, short('a.gz'), gz('b.gz')]);
      expect(contents).toEqual(['a.gz', 'b.gz']);
    },
  );

  it('takes the size of a global record until a nearer one says otherwise', async () => {
    const global = { name: 'g', type: 'g', content: paxRecord('size', sizeOf(gz('a.gz'))) };
    const near = { name: 'x', type: 'x', content: paxRecord('size', sizeOf(gz('long.gz'))) };
    const { contents } = await found([
      global,
      short('a.gz'),
      near,
      short('long.gz'),
      short('b.gz'),
    ]);
    expect(contents).toEqual(['a.gz', 'long.gz', 'b.gz']);
  });

  it('takes a size behind records of 100 kB', async () => {
    const content = `${paxRecord('comment', 'c'.repeat(100_000))}${paxRecord('size', sizeOf(gz('a.gz')))}`;
    const { contents } = await found([{ name: 'x', type: 'x', content }, short('a.gz')]);
    expect(contents).toEqual(['a.gz']);
  });

  it.each([
    '',
    '5',
    '99 size=1\n',
    '99 size=1',
    '0 size=1\n',
    '08 size=\n',
    '11 size=-1\n',
    'size=1\n',
    '7 a b c',
  ])('ignores the broken record %j', async (content) => {
    expect((await found([{ name: 'x', type: 'x', content }, gz('a.gz')])).contents).toEqual([
      'a.gz',
    ]);
  });

  it('passes over sparse files, whatever map they have', async () => {
    const sparse = { ...gz('s.gz'), type: 'S' };
    const more = Buffer.concat([
      Buffer.alloc(504),
      Buffer.of(1),
      Buffer.alloc(7),
      Buffer.alloc(512),
    ]);
    const data = Buffer.from(sparse.content ?? '');
    const { contents } = await found([
      { ...sparse, overlay: oldSparse(false) },
      gz('a.gz'),
      {
        ...sparse,
        size: data.length,
        content: Buffer.concat([more, data]),
        overlay: oldSparse(true),
      },
      gz('b.gz'),
      { name: 'x', type: 'x', content: paxRecord('GNU.sparse.major', 1) },
      gz('s.gz'),
      gz('c.gz'),
    ]);
    expect(contents).toEqual(['a.gz', 'b.gz', 'c.gz']);
  });

  it.each(['1', '2', '3', '4', '5', '6'])('knows that nothing follows a %s', async (type) => {
    const { contents } = await found([{ name: 'link', type, size: 12_345 }, gz('a.gz')]);
    expect(contents).toEqual(['a.gz']);
  });

  it.each(['D', 'M', 'V', 'A'])('passes over the content of a %s', async (type) => {
    const { contents } = await found([{ ...gz('odd.gz'), type }, gz('a.gz')]);
    expect(contents).toEqual(['a.gz']);
  });

  it('ends at two empty blocks, and not at one', async () => {
    const one = Buffer.concat([tarMember(text('t')), Buffer.alloc(512), buildTar([gz('a.gz')])]);
    expect(await foundIn(one)).toHaveLength(1);
    expect(await foundIn(Buffer.concat([one, buildTar([gz('b.gz')])]))).toHaveLength(1);
  });

  it.each([
    ['negative', Buffer.alloc(12, 255)],
    ['larger than any', Buffer.concat([Buffer.of(128), Buffer.alloc(11, 255)])],
    [
      'in more bytes than any',
      Buffer.concat([Buffer.of(129), Buffer.alloc(10), Buffer.of(sizeOf(gz('odd.gz')))]),
    ],
    ['no number', Buffer.from('12x')],
  ])('ends at a size that is %s', async (_, bytes) => {
    const odd = { ...gz('odd.gz'), overlay: { at: 124, bytes } };
    expect((await found([gz('a.gz'), odd, gz('b.gz')])).contents).toEqual(['a.gz']);
  });

  it('that is cut off has what is left of its last member', async () => {
    const bytes = buildTar([gz('a.gz')]).subarray(0, 512 + 20);
    expect(await foundIn(bytes)).toMatchObject([{ offset: 522, maxSize: 10 }]);
  });
});
