import { execFileSync } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildChild, removeChild, startChild } from './start-child.ts';
import { at, text, useRoot } from './temporary-root.ts';

/** Ways to a small disk of our own that vanishes with the process: as root, as a user, by sudo. */
const NAMESPACES = [
  ['unshare', '-m'],
  ['unshare', '-Urm'],
  ['sudo', '-n', 'unshare', '-m'],
];

describe('what the system refuses', () => {
  const { path, open } = useRoot();
  let program: string;
  beforeAll(async () => {
    program = await buildChild('refusals');
  });
  afterAll(() => removeChild(program));

  it('a full disk is STORAGE_FULL, leaves the old object, and gives the room back', async () => {
    await mkdir(path('disk'));
    const mount = 'mount -t tmpfs -o size=4m tmpfs "$1"';
    const works = NAMESPACES.find(([command = '', ...args]) => {
      try {
        execFileSync(command, [...args, 'sh', '-c', mount, 'sh', path('disk')], {
          stdio: 'ignore',
        });
        return true;
      } catch {
        return false;
      }
    });
    if (works === undefined) {
      const reason = 'a full disk needs root or user namespaces, to mount a small one';
      if (process.env.DG_REQUIRE_SMALL_DISK === '1') throw new Error(`Required, but ${reason}.`);
      console.warn(`NOT RUN: ${reason}.`);
      return;
    }
    const [command = '', ...args] = works;
    const script = `${mount} && exec "$2" "$3" "$1" fill-disk`;
    const shell = [...args, 'sh', '-c', script, 'sh', path('disk'), process.execPath, program];
    expect(await startChild(command, shell).finish()).toEqual([
      'put STORAGE_FULL',
      'put STORAGE_FULL',
      'keys key old',
      'after resolved',
    ]);
  });

  it('missing permission is ACCESS_DENIED, never "absent"', async () => {
    const storage = open();
    await storage.put(at('secret'), text('x'));
    await storage.put(at('closed/key'), text('x'));
    await chmod(path('bucket', 'secret'), 0o000);
    await chmod(path('bucket', 'closed'), 0o000);
    const writable = [
      path('bucket', '%private', 'tmp'),
      path('bucket', '%private', 'locks'),
      path('bucket'),
      path(),
    ];
    for (const directory of writable) await chmod(directory, 0o555);
    try {
      const child = startChild(process.execPath, [program, path(), 'stranger']);
      expect(await child.finish()).toEqual([
        'put ACCESS_DENIED',
        'replace ACCESS_DENIED',
        'get ACCESS_DENIED',
        'closed ACCESS_DENIED',
        'delete ACCESS_DENIED',
        'create ACCESS_DENIED',
      ]);
    } finally {
      for (const directory of writable.reverse()) await chmod(directory, 0o755);
      await chmod(path('bucket', 'closed'), 0o755);
    }
  });
});
