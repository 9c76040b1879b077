import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { findPrograms } from '../processes/find-program.ts';
import { runCommand } from '../processes/run-command.ts';
import { CEPH_PACKAGES } from './ceph-programs.ts';

const NEEDED = ['base-files', 'bash', 'coreutils', 'ceph-common', ...CEPH_PACKAGES].join(',');

/**
 * Unpacks the Ceph of another Debian release (trixie has 18.2, forky 20.2) with all it needs into a folder, for the
 * `root` of a gateway. Installs nothing and runs no package's script. Needs root and `mmdebstrap`; half a minute and
 * 500 MB. A folder that has it already is left alone.
 *
 * @throws Error when a tool or the release cannot be had. The folder is there whole or not at all.
 */
export async function unpackCeph(root: string, suite = 'forky'): Promise<void> {
  const mark = join(root, '.suite');
  if (existsSync(mark)) {
    const there = (await readFile(mark, 'utf8')).trim();
    if (there === suite) return;
    throw new Error(`${root} has the Ceph of ${there}, not of ${suite}.`);
  }
  if (findPrograms('mmdebstrap').length === 0) {
    throw new Error('mmdebstrap is missing: apt-get install -y --no-install-recommends mmdebstrap');
  }
  const unfinished = `${root}.unfinished-${process.pid}`;
  await mkdir(dirname(root), { recursive: true });
  try {
    await runCommand(await bootstrap(suite, unfinished), { timeoutMs: 600_000 });
    for (const ballast of ['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'var/cache/apt']) {
      await rm(join(unfinished, ballast), { recursive: true, force: true });
    }
    await writeFile(join(unfinished, '.suite'), suite);
    await rename(unfinished, root);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function bootstrap(suite: string, folder: string): Promise<readonly [string, ...string[]]> {
  return [
    'mmdebstrap',
    ...['--variant=extract', '--mode=root', `--include=${NEEDED}`],
    // A mirror may keep a release that it no longer refreshes: its signature counts, its age does not.
    '--aptopt=Acquire::Check-Valid-Until "false"',
    '--aptopt=APT::Install-Recommends "false"',
    ...[suite, folder, await debianMirror()],
  ];
}

/** The mirror that this machine's apt uses. */
async function debianMirror(): Promise<string> {
  const format = ['--format', '$(REPO_URI)', 'Created-By: Packages'];
  const addresses = await runCommand(['apt-get', 'indextargets', ...format]);
  const mirror = addresses.split('\n').find((address) => address.endsWith('/debian/'));
  if (mirror === undefined) throw new Error("apt's sources have no mirror of Debian.");
  return mirror;
}
