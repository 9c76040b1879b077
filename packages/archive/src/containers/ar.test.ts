import { describe, expect, it } from 'vitest';
import { buildAr } from '../../test/containers/build-ar.ts';
import { buildGzip } from '../../test/containers/build-gzip.ts';
import { buildTar } from '../../test/containers/build-tar.ts';
import { contentsOf, foundIn, namesOf } from '../../test/containers/found-in.ts';

const gz = (name: string) => ({ name, content: buildGzip(name) });

describe('an ar', () => {
  it('is looked into, member by member', async () => {
    const tar = buildTar([gz('in-a-tar.gz')]);
    const bytes = buildAr([
      { name: 'debian-binary', content: '2.0\n' },
      gz('control.tar.gz'),
      { name: 'odd', content: 'odd' },
      { name: 'data.tar/', content: tar },
    ]);
    const found = await foundIn(bytes);
    expect(contentsOf(found, bytes)).toEqual(['control.tar.gz', 'in-a-tar.gz']);
    expect(namesOf(found)).toEqual(['control.tar.gz', 'in-a-tar.gz']);
  });

  it('has the long names of BSD before the content', async () => {
    const name = 'a very long name of a member.gz\0\0\0';
    const content = Buffer.concat([Buffer.from(name), buildGzip('long')]);
    const bytes = buildAr([{ name: `#1/${name.length}`, content }, gz('b.gz')]);
    const found = await foundIn(bytes);
    expect(contentsOf(found, bytes)).toEqual(['long', 'b.gz']);
    expect(namesOf(found)).toEqual(['a very long name of a member.gz', 'b.gz']);
  });

  it('looks at nothing where a name is longer than its member', async () => {
    const bytes = buildAr([{ name: '#1/999999', content: 'short' }, gz('b.gz')]);
    expect(contentsOf(await foundIn(bytes), bytes)).toEqual(['b.gz']);
  });

  it('ends at a header that is none', async () => {
    const bytes = buildAr([gz('a.gz'), gz('b.gz')]);
    const second = bytes.lastIndexOf('`\n');
    bytes[second] = 0;
    expect(contentsOf(await foundIn(bytes), bytes)).toEqual(['a.gz']);
  });

  it('that is cut off has what is left of its last member', async () => {
    const bytes = buildAr([gz('a.gz')]).subarray(0, 68 + 20);
    expect(await foundIn(bytes)).toMatchObject([{ offset: 78, maxSize: 10 }]);
  });
});
