// Packs every package, installs the tarballs in an empty directory as a user would, and runs a round trip from
// ESM and from `require`, and the command line from its tarball.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'deltaglider-packed-'));
const tarballs = join(work, 'tarballs');
const app = join(work, 'app');

try {
  mkdirSync(tarballs);
  mkdirSync(app);
  const packed = packAll();
  installAll(packed);
  roundTripFrom('esm.mjs');
  roundTripFrom('common-js.cjs');
  roundTripFromCommandLine();
  console.log('packed: every package installs and restores what it stored');
} finally {
  rmSync(work, { recursive: true, force: true });
}

function packAll() {
  const folders = [...list('packages'), ...list('apps')];
  for (const folder of folders) {
    run(['pnpm', 'pack', '--pack-destination', tarballs], { cwd: join(root, folder) });
  }
  return readdirSync(tarballs).map((name) => join(tarballs, name));
}

function list(parent) {
  return readdirSync(join(root, parent)).map((name) => join(parent, name));
}

function installAll(files) {
  const dependencies = Object.fromEntries(files.map((file) => [nameIn(file), `file:${file}`]));
  // vitest is a peer of the testing package only; nobody who stores objects needs it.
  delete dependencies['@deltaglider/testing'];
  const manifest = { name: 'app', private: true, dependencies, overrides: dependencies };
  writeFileSync(join(app, 'package.json'), JSON.stringify(manifest));
  run(['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: app });
}

function nameIn(tarball) {
  const text = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], {
    encoding: 'utf8',
  });
  return JSON.parse(text).name;
}

function roundTripFrom(file) {
  for (const name of ['round-trip.mjs', file]) {
    copyFileSync(join(import.meta.dirname, name), join(app, name));
  }
  run([process.execPath, file, `file://${work}/store-${file}`], { cwd: app });
}

function roundTripFromCommandLine() {
  const bin = join(app, 'node_modules', '.bin', 'deltaglider');
  const bytes = randomBytes(200_000);
  writeFileSync(join(app, 'v1.zip'), bytes);
  bytes[100_000] ^= 1;
  writeFileSync(join(app, 'v2.zip'), bytes);
  const env = { DG_STORE: `file://${work}/store-cli`, DG_CACHE_DIR: join(work, 'cache') };
  const cli = (...words) => run([bin, ...words], { cwd: app, env });
  cli('mb', 's3://releases');
  cli('cp', 'v1.zip', 's3://releases/app/');
  cli('cp', 'v2.zip', 's3://releases/app/');
  cli('cp', 's3://releases/app/v2.zip', 'back.zip');
  cli('verify', 's3://releases');
  if (sha256('v2.zip') !== sha256('back.zip')) throw new Error('the restored file differs');
}

function sha256(name) {
  return createHash('sha256')
    .update(readFileSync(join(app, name)))
    .digest('hex');
}

function run([command, ...words], { cwd, env = {} }) {
  execFileSync(command, words, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
}
