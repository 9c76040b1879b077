import { mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { requireTool } from '../missing-tool.mjs';
import { runCommand } from '../run-command.mjs';
import { dataFolder } from './data-folder.mjs';
import { keepFile } from './keep-file.mjs';
import { npmTarballs } from './npm-release.mjs';

/** A zip has local times, and the order of names is the locale's. */
const ENV = { ...process.env, TZ: 'UTC', LC_ALL: 'C' };

const FOLDER_TIME = '2026-01-05T00:00:00Z';

/** How to pack the folder `package` of the working directory, such that the same tree gives the same bytes. */
const PACKERS = {
  infozip: {
    ending: '.zip',
    pack: (path) => {
      requireTool('zip', 'zip');
      return ['sh', '-c', 'find package -type f | sort | zip -q -X -@ "$1"', 'sh', path];
    },
  },
  'tar-gz': {
    ending: '.tar.gz',
    pack: (path) => [
      ...['tar', '--sort=name', '--owner=0', '--group=0', '--numeric-owner'],
      ...['-czf', path, 'package'],
    ],
  },
  '7zip': {
    ending: '.zip',
    pack: (path) => {
      const command = requireTool('7zip', '7zz', '7z', '7za');
      return [command, 'a', '-tzip', '-bso0', '-bsp0', path, 'package'];
    },
  },
};

/** The trees of typescript releases, packed by another tool than npm: `infozip`, `tar-gz` or `7zip`. */
export async function packedTrees(kind, range) {
  const { ending, pack } = PACKERS[kind];
  for (const command of ['tar', 'gzip']) requireTool(command, command);
  const paths = [];
  for (const tarball of await npmTarballs('typescript-tgz', 'typescript', range)) {
    const path = dataFolder(`typescript-${kind}`, basename(tarball).replace(/\.tgz$/, ending));
    paths.push(await keepFile(path, (part) => packTree(tarball, pack, part)));
  }
  return paths;
}

/** The same releases as plain tars. */
export async function plainTars(range) {
  requireTool('gzip', 'gzip');
  const paths = [];
  for (const tarball of await npmTarballs('typescript-tgz', 'typescript', range)) {
    const path = dataFolder('typescript-tar', basename(tarball).replace(/\.tgz$/, '.tar'));
    const words = ['-c', 'gzip -dc "$1" > "$2"', 'sh', tarball];
    paths.push(await keepFile(path, (part) => runCommand('sh', [...words, part])));
  }
  return paths;
}

async function packTree(tarball, pack, path) {
  const [command, ...words] = pack(path);
  const tree = mkdtempSync(join(dirname(path), 'tree-'));
  try {
    await runCommand('tar', ['-xpzf', tarball, '-C', tree]);
    // The tarballs of npm have no folders, and these would have the time of now.
    await runCommand('find', [tree, '-type', 'd', '-exec', 'touch', '-d', FOLDER_TIME, '{}', '+']);
    await runCommand(command, words, { cwd: tree, env: ENV });
  } finally {
    rmSync(tree, { recursive: true });
  }
}
