import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled } from '../missing-tool.mjs';
import { runCommand } from '../run-command.mjs';
import { dataFolder } from './data-folder.mjs';

const NAMES = ['git', 'libc6', 'openssl', 'curl', '7zip'];

/**
 * For each package of which Debian's archive has two versions or more at the moment, the paths of these, oldest
 * first. What is there changes by the month: figures of this set are of the day.
 */
export async function debianPackages() {
  const chains = [];
  for (const name of NAMES) {
    let paths = kept(name);
    if (paths.length < 2) {
      await download(name);
      paths = kept(name);
    }
    if (paths.length >= 2) chains.push(paths);
    else console.log(`Skipped ${name}: apt knows no two versions of it (apt-get update helps).`);
  }
  return chains;
}

function kept(name) {
  mkdirSync(dataFolder('deb'), { recursive: true });
  return readdirSync(dataFolder('deb'))
    .filter((file) => file.startsWith(`${name}_`) && file.endsWith('.deb'))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((file) => dataFolder('deb', file));
}

async function download(name) {
  if (!isInstalled('apt-get')) return;
  const listed = await runCommand('apt-cache', ['madison', name]);
  const versions = new Set(listed.split('\n').flatMap((row) => row.split('|')[1]?.trim() ?? []));
  if (versions.size < 2) return;
  const work = mkdtempSync(dataFolder('deb', 'fetch-'));
  try {
    const wanted = [...versions].map((version) => `${name}=${version}`);
    await runCommand('apt-get', ['download', '-qq', ...wanted], { cwd: work });
    for (const file of readdirSync(work)) renameSync(join(work, file), dataFolder('deb', file));
  } finally {
    rmSync(work, { recursive: true });
  }
}
