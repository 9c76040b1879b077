import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { contentsOf, deflatedSize, foundIn, namesOf } from '../../test/containers/found-in.ts';
import { hasCommand } from '../../test/has-command.ts';
import { text } from '../../test/support.ts';

const folder = mkdtempSync(join(tmpdir(), 'containers-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const content = Buffer.from(text(50_000));
const other = Buffer.from(text(30_000, 20));
writeFileSync(join(folder, 'a.txt'), content);
writeFileSync(join(folder, 'b.txt'), other);

/** What a command writes to its output, or into the file `out`. */
function made(command: string, ...args: string[]): Buffer {
  const output = execFileSync(command, args, { cwd: folder, maxBuffer: 1 << 26 });
  return args.includes('out') ? readFileSync(join(folder, 'out')) : output;
}

/** A program of Python that writes its archive into `out`. */
function python(program: string): Buffer {
  rmSync(join(folder, 'out'), { force: true });
  const imports = 'import gzip, bz2, lzma, tarfile, zipfile';
  return made('python3', '-c', `${imports}\n${program}`, 'out');
}

async function expectContents(bytes: Buffer, contents: readonly Buffer[]) {
  const found = await foundIn(bytes, { sizeTaken: deflatedSize });
  expect(contentsOf(found, bytes)).toEqual(contents.map(String));
  return found;
}

describe.skipIf(!hasCommand('python3'))('containers by Python', () => {
  it.each(['w', 'a'])('has zips, written at mode %s', async (mode) => {
    const bytes = python(`
open('out', 'wb').write(b'#!/usr/bin/env python3\\n' if '${mode}' == 'a' else b'')
with zipfile.ZipFile('out', '${mode}', zipfile.ZIP_DEFLATED) as z:
    z.comment = b'comment'
    z.mkdir('folder') if hasattr(z, 'mkdir') else None
    z.write('a.txt')
    z.write('a.txt', 'stored.txt', zipfile.ZIP_STORED)
    with z.open('b.txt', 'w', force_zip64=True) as f: f.write(open('b.txt', 'rb').read())`);
    const found = await expectContents(bytes, [content, other]);
    expect(namesOf(found)).toEqual(['a.txt', 'b.txt']);
  });

  it('has zips written to a pipe, with data descriptors', async () => {
    const bytes = python(`
class Pipe:
    def __init__(self): self.file = open('out', 'wb')
    def write(self, data): return self.file.write(data)
    def flush(self): self.file.flush()
with zipfile.ZipFile(Pipe(), 'w', zipfile.ZIP_DEFLATED) as z:
    z.write('a.txt')
    z.write('b.txt')`);
    await expectContents(bytes, [content, other]);
  });

  it('has bzip2 members in zips', async () => {
    const bytes = python(`
with zipfile.ZipFile('out', 'w', zipfile.ZIP_BZIP2) as z: z.write('a.txt')`);
    const [found] = await foundIn(bytes);
    expect(found).toMatchObject({ method: 'bzip2', isExact: true });
    expect(bytes.subarray(found?.offset).toString('latin1', 0, 3)).toBe('BZh');
  });

  it.each(['w', 'a'])('has zips with the ends of zip64, written at mode %s', async (mode) => {
    const bytes = python(`
zipfile.ZIP_FILECOUNT_LIMIT = 1
open('out', 'wb').write(b'MZ' * 50 if '${mode}' == 'a' else b'')
with zipfile.ZipFile('out', '${mode}', zipfile.ZIP_DEFLATED) as z:
    z.write('a.txt')
    z.write('b.txt')`);
    expect(bytes.includes('PK\x06\x06')).toBe(true);
    await expectContents(bytes, [content, other]);
  });

  it.each(['USTAR', 'GNU', 'PAX'])('has tars of %s', async (format) => {
    const bytes = python(`
with tarfile.open('out', 'w', format=tarfile.${format}_FORMAT) as t:
    for name in ['a', 'b']:
        long = ('d' * 90 + '/') + 'ü' + name + '.gz'
        open(name + '.gz', 'wb').write(gzip.compress(open(name + '.txt', 'rb').read()))
        t.add(name + '.gz', long)
        t.add(name + '.txt')
    link = tarfile.TarInfo('link'); link.type = tarfile.SYMTYPE; link.linkname = 'l' * 90; t.addfile(link)
    t.add('a.gz', 'last.gz')`);
    const found = await expectContents(bytes, [content, other, content]);
    const long = (name: string) => `${'d'.repeat(90)}/ü${name}.gz`;
    expect(namesOf(found)).toEqual([long('a'), long('b'), 'last.gz']);
  });

  it('has gzip files of several members, and streams of bzip2 and xz', async () => {
    const bytes = python(`
with open('out', 'wb') as f:
    for name in ['a.txt', 'b.txt']: f.write(gzip.compress(open(name, 'rb').read()))`);
    await expectContents(bytes, [content, other]);
    for (const [name, method] of [
      ['bz2', 'bzip2'],
      ['lzma', 'xz'],
    ] as const) {
      const stream = python(`open('out', 'wb').write(${name}.compress(b'content'))`);
      const found = await foundIn(stream);
      expect(found).toMatchObject([{ method, offset: 0, maxSize: stream.length }]);
    }
  });
});

describe.skipIf(!hasCommand('gzip'))('containers by GNU gzip', () => {
  it('has a name in its header or none', async () => {
    await expectContents(made('gzip', '-kc', 'a.txt'), [content]);
    await expectContents(made('gzip', '-knc9', 'a.txt'), [content]);
    await expectContents(made('gzip', '-kc', 'a.txt', 'b.txt'), [content, other]);
  });
});

describe.skipIf(!hasCommand('tar'))('containers by GNU tar', () => {
  it.each(['v7', 'oldgnu', 'gnu', 'ustar', 'posix'])('has tars of %s', async (format) => {
    mkdirSync(join(folder, 'sub'), { recursive: true });
    writeFileSync(join(folder, 'sub', 'a.gz'), made('gzip', '-kc', 'a.txt'));
    writeFileSync(join(folder, 'c.gz'), made('gzip', '-kc', 'b.txt'));
    const bytes = made('tar', `--format=${format}`, '-cf', '-', 'sub', 'a.txt', 'c.gz');
    const found = await expectContents(bytes, [content, other]);
    expect(namesOf(found)).toEqual(['sub/a.gz', 'c.gz']);
  });

  it.each(['gnu', 'posix'])('has sparse files in tars of %s', async (format) => {
    const hole = Buffer.alloc(400_000);
    for (let at = 0; at < hole.length; at += 40_000) hole.write('not a hole', at);
    writeFileSync(join(folder, 'plain'), hole);
    execFileSync('cp', ['--sparse=always', 'plain', 'sparse'], { cwd: folder });
    writeFileSync(join(folder, 'c.gz'), made('gzip', '-kc', 'b.txt'));
    const bytes = made('tar', `--format=${format}`, '-Scf', '-', 'sparse', 'c.gz');
    await expectContents(bytes, [other]);
  });
});

describe.skipIf(!hasCommand('ar') || !hasCommand('dpkg-deb'))(
  'containers by ar and dpkg-deb',
  () => {
    it('has the members of archives', async () => {
      writeFileSync(join(folder, 'c.gz'), made('gzip', '-kc', 'b.txt'));
      writeFileSync(join(folder, 'a name longer than others.gz'), made('gzip', '-kc', 'a.txt'));
      rmSync(join(folder, 'out'), { force: true });
      const names = ['c.gz', 'a name longer than others.gz'];
      const found = await expectContents(made('ar', 'rc', 'out', ...names), [other, content]);
      expect(found).toHaveLength(2);
    });

    it.each([
      ['gzip', 'deflate'],
      ['xz', 'xz'],
    ])('has packages of %s', async (type, method) => {
      mkdirSync(join(folder, 'pkg', 'DEBIAN'), { recursive: true });
      writeFileSync(join(folder, 'pkg', 'a.txt'), content);
      const fields = [
        'Package: p',
        'Version: 1',
        'Architecture: all',
        'Maintainer: M <m@example.com>',
        'Description: d',
      ];
      writeFileSync(join(folder, 'pkg', 'DEBIAN', 'control'), `${fields.join('\n')}\n`);
      rmSync(join(folder, 'out'), { force: true });
      const deb = made('dpkg-deb', '-b', `-Z${type}`, '--uniform-compression', 'pkg', 'out');
      const found = await foundIn(deb);
      expect(found.map((stream) => stream.method)).toEqual([method, method]);
      expect(namesOf(found).map((name) => name?.split('.')[0])).toEqual(['control', 'data']);
    });
  },
);
