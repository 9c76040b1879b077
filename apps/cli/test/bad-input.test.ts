import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { release, World } from './world.ts';

describe('objects', () => {
  it.each([
    ['with blanks and signs', 'a b/50%+1 #2?.zip'],
    ['in other scripts', '日本/résumé 😀.zip'],
    ['with 255 bytes in a name', `${'n'.repeat(251)}.zip`],
    ['with 1,000 bytes in a key', `${'d/'.repeat(374)}${'n'.repeat(248)}.zip`],
    ['called reference.bin', 'app/reference.bin'],
    ['called x.delta', 'app/x.delta'],
    ['beginning with a dash', 'app/-r.zip'],
  ])('%s come back', async (_, key) => {
    const world = new World();
    await world.ok('mb s3://bkt');
    world.write('v1.zip', release('1', 9_000));
    for (const version of ['1', '2']) {
      world.write('in.zip', release(version, 9_000));
      const up = await world.run(['cp', 'in.zip', `s3://bkt/${key}`, '-q']);
      expect(up.code).toBe(0);
      const down = await world.run(['cp', `s3://bkt/${key}`, 'out.zip', '-q']);
      expect(down.code).toBe(0);
      expect(new Uint8Array(world.read('out.zip'))).toEqual(release(version, 9_000));
    }
    const { stdout } = await world.ok('ls -r s3://bkt');
    expect(stdout.slice(31)).toBe(`${key}\n`);
  });

  it.each([0, 1, 4095, 4096])('of %i bytes come back', async (size) => {
    const world = new World();
    await world.ok('mb s3://bkt');
    for (const name of ['v.zip', 'v.txt', 'v.delta']) {
      world.write(name, release('1', 9_000).slice(0, size));
      await world.ok(`cp ${name} s3://bkt/app/ -q`);
      await world.ok(`cp s3://bkt/app/${name} back -q`);
      expect(world.read('back').equals(world.read(name))).toBe(true);
    }
  });

  it.each(['s3://bkt/.deltaglider/x.zip', `s3://bkt/${'k'.repeat(1025)}`])(
    'that cannot be are refused: %s',
    async (url) => {
      const world = new World();
      await world.ok('mb s3://bkt');
      world.write('v.zip', release('1'));
      const { code, stderr } = await world.run(['cp', 'v.zip', url]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^upload failed: /);
      expect(world.files('store').filter((name) => !name.includes('%private'))).toEqual([]);
    },
  );
});

describe('a delta in the store that is damaged', () => {
  it.each([
    ['truncated', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['empty', () => Buffer.alloc(0)],
    ['replaced', () => Buffer.from('<html>not a delta</html>')],
    [
      'flipped',
      (bytes: Buffer) => bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 1 : byte)),
    ],
  ])('leaves no output file: %s', async (_, damage) => {
    const world = new World();
    await world.ok('mb s3://bkt');
    for (const version of ['1', '2']) {
      world.write(`v${version}.zip`, release(version));
      await world.ok(`cp v${version}.zip s3://bkt/app/ -q`);
    }
    // In place, so that the metadata stays with the file.
    const path = join(world.store, 'bkt/app/v2.zip.delta');
    writeFileSync(path, damage(world.read('../store/bkt/app/v2.zip.delta')));
    const { code, stderr } = await world.run(['cp', 's3://bkt/app/v2.zip', 'out.zip']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^download failed: s3:\/\/bkt\/app\/v2\.zip to \.\/out\.zip .*\./);
    expect(existsSync(join(world.work, 'out.zip'))).toBe(false);
    expect(world.files('work')).toEqual(['v1.zip', 'v2.zip']);
  });

  it('does not touch a file that was there', async () => {
    const world = new World();
    await world.ok('mb s3://bkt');
    world.write('v1.zip', release('1'));
    await world.ok('cp v1.zip s3://bkt/app/ -q');
    writeFileSync(join(world.store, 'bkt/app/v1.zip.delta'), 'nothing');
    world.write('out.zip', 'precious');
    expect((await world.run(['cp', 's3://bkt/app/v1.zip', 'out.zip'])).code).toBe(1);
    expect(world.read('out.zip').toString()).toBe('precious');
  });

  it('and a reference that is missing are told apart', async () => {
    const world = new World();
    await world.ok('mb s3://bkt');
    world.write('v1.zip', release('1'));
    await world.ok('cp v1.zip s3://bkt/app/ -q');
    rmSync(join(world.store, 'bkt/app/reference.bin'));
    rmSync(join(world.root, 'cache'), { recursive: true });
    const { code, stderr } = await world.run(['cp', 's3://bkt/app/v1.zip', 'out.zip']);
    expect(code).toBe(1);
    expect(stderr).toContain('it is neither at s3://bkt/app/reference.bin nor at ');
    expect(world.files('work')).toEqual(['v1.zip']);
  });
});

/** Ways to a small disk that vanishes with the process: as root, as a user, by sudo. */
const NAMESPACES = [
  ['unshare', '-m'],
  ['unshare', '-Urm'],
  ['sudo', '-n', 'unshare', '-m'],
];

function findNamespace(directory: string): readonly string[] | undefined {
  return NAMESPACES.find(([command = '', ...words]) => {
    try {
      const mount = ['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory];
      execFileSync(command, [...words, ...mount], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

describe('a full disk', () => {
  const places = [
    ['of the store', 'store', ['cp', 'big.zip', 's3://bkt/app/']],
    ['at the destination', 'work/out', ['cp', 's3://bkt/app/big.zip', 'out/']],
  ] as const;

  it.each(places)(
    '%s is an error that says so, and leaves nothing half-written',
    async (...place) => {
      const [, full, args] = place;
      const world = new World();
      world.write('big.zip', release('1', 3_000_000));
      if (full !== 'store') {
        await world.ok('mb s3://bkt');
        await world.ok('cp big.zip s3://bkt/app/ -q');
      }
      const disk = world.directory(full);
      const namespace = findNamespace(disk);
      if (namespace === undefined) {
        if (process.env.DG_REQUIRE_SMALL_DISK === '1')
          throw new Error('No small disk can be mounted.');
        console.warn('NOT RUN: a full disk needs root or user namespaces, to mount a small one.');
        return;
      }
      const bin = join(import.meta.dirname, '../bin/run.js');
      const script = [
        `mount -t tmpfs -o size=1m tmpfs '${disk}' || exit 99`,
        full === 'store' ? `'${process.execPath}' '${bin}' mb s3://bkt >&2` : '',
        `'${process.execPath}' '${bin}' "$@"; echo "exit $?"`,
        `cd '${disk}' && find . -type f`,
      ];
      const [command = '', ...words] = namespace;
      const shell = [...words, 'sh', '-c', script.join('\n'), 'sh', ...args];
      const { stdout, stderr } = runIn(world, command, shell);
      expect(stderr).toMatch(/full|no space/i);
      expect(stdout).toContain('exit 1\n');
      const left = stdout.split('\n').filter((line) => line.startsWith('./'));
      expect(left.filter((name) => name.includes('big') || name.includes('tmp'))).toEqual([]);
    },
  );
});

function runIn(world: World, command: string, words: readonly string[]) {
  const log = join(world.root, 'stderr');
  const stdout = execFileSync('sh', ['-c', '"$@" 2>"$0"', log, command, ...words], {
    cwd: world.work,
    env: { ...world.env },
    encoding: 'utf8',
  });
  return { stdout, stderr: world.read('../stderr').toString() };
}

describe('standard output that is full', () => {
  it.runIf(existsSync('/dev/full')).each([
    ['a listing', ['ls', 's3://bkt/app/']],
    ['a download', ['cp', 's3://bkt/app/v1.zip', '-']],
  ])('ends %s with an error', async (_, args) => {
    const world = new World();
    await world.ok('mb s3://bkt');
    world.write('v1.zip', release('1'));
    await world.ok('cp v1.zip s3://bkt/app/ -q');
    const bin = join(import.meta.dirname, '../bin/run.js');
    const script = '"$@" >/dev/full; echo "exit $?"';
    const { stdout, stderr } = runIn(world, 'sh', [
      '-c',
      script,
      'sh',
      process.execPath,
      bin,
      ...args,
    ]);
    expect(stdout).toBe('exit 1\n');
    expect(stderr).toContain('Standard output could not be written: the disk is full.');
    expect(stderr).not.toContain('    at ');
  });
});
