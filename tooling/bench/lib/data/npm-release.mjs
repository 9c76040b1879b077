import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from '../run-command.mjs';
import { requireTool } from '../missing-tool.mjs';
import { dataFolder } from './data-folder.mjs';
import { keepFile } from './keep-file.mjs';

const PINS = JSON.parse(readFileSync(join(import.meta.dirname, 'npm-pins.json'), 'utf8'));

/** Versions that are pinned, in order, those from the first to the last of `range` where it is given. */
function pinnedVersions(name, range = []) {
  const versions = Object.keys(PINS[name]);
  const [first = versions[0], last = versions.at(-1)] = range;
  return versions.slice(versions.indexOf(first), versions.indexOf(last) + 1);
}

/** Paths of the registry's tarballs, as they are. */
export async function npmTarballs(folder, name, range) {
  const paths = [];
  for (const version of pinnedVersions(name, range)) {
    const path = dataFolder(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
    paths.push(await keepFile(path, (part) => pack(name, version, part)));
  }
  return paths;
}

/** Paths of one member of each of a package's tarballs: a jar, say. */
export async function npmMembers(folder, name, { member, title }) {
  const paths = [];
  for (const version of pinnedVersions(name)) {
    const path = dataFolder(folder, `${title}-${version}.jar`);
    paths.push(await keepFile(path, (part) => packMember({ name, version, member }, part)));
  }
  return paths;
}

async function packMember({ name, version, member }, path) {
  requireTool('tar', 'tar');
  const work = mkdtempSync(join(dirname(path), 'unpack-'));
  try {
    const tarball = join(work, 'tarball');
    await pack(name, version, tarball);
    await runCommand('tar', ['-xzf', tarball, '-C', work, `package/${member}`]);
    renameSync(join(work, 'package', member), path);
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Fetches a tarball and compares it with its pin. */
async function pack(name, version, path) {
  const work = mkdtempSync(join(dirname(path), 'fetch-'));
  try {
    console.log(`Fetching ${name} ${version} from the npm registry ...`);
    const words = ['pack', `${name}@${version}`, '--silent', '--fetch-retries=1'];
    const printed = await runCommand('npm', words, { cwd: work });
    const tarball = join(work, printed.trim().split('\n').at(-1));
    assertPinned(`${name} ${version}`, readFileSync(tarball), PINS[name][version]);
    renameSync(tarball, path);
  } finally {
    rmSync(work, { recursive: true });
  }
}

function assertPinned(title, bytes, pin) {
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (integrity === pin) return;
  throw new Error(`${title} is ${integrity}; npm-pins.json says ${pin}.`);
}
