// Packs every package, installs the tarballs in an empty directory as a user would, and runs a round trip from
// ESM and from `require`, and the command line from its tarball: on a directory, on what answers like S3, and with
// the plugins of the examples.
import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

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
  await listBucketsFromCommandLine();
  roundTripWithPlugins();
  console.log('packed: every package installs and restores what it stored');
} finally {
  rmSync(work, { recursive: true, force: true });
}

function packAll() {
  const folders = [...list('packages'), ...list('apps'), ...list('examples')];
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

/** That what is installed beside the command line is found, and gets along with the bundle's copies of everything. */
function roundTripWithPlugins() {
  const bin = join(app, 'node_modules', '.bin', 'deltaglider');
  const names = ['json', 'deflate', 'newest'].map((name) => `deltaglider-plugin-${name}`);
  const env = {
    XDG_CONFIG_HOME: join(work, 'config'),
    DG_STORE: `json://${work}/store.json`,
    DG_CACHE_DIR: join(work, 'cache-plugins'),
  };
  mkdirSync(join(work, 'config/deltaglider'), { recursive: true });
  writeFileSync(
    join(work, 'config/deltaglider/config.json'),
    JSON.stringify({ plugins: names, codec: 'deflate' }),
  );
  const cli = (...words) => run([bin, ...words], { cwd: app, env });
  cli('mb', 's3://releases');
  cli('cp', 'v1.zip', 's3://releases/app/');
  cli('cp', 'v2.zip', 's3://releases/app/');
  cli('cp', 's3://releases/app/v2.zip', 'plugged.zip');
  cli('verify', 's3://releases');
  if (sha256('v2.zip') !== sha256('plugged.zip')) throw new Error('the restored file differs');
  const newest = execFileSync(bin, ['newest', '--json', 's3://releases'], {
    cwd: app,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  const [object] = JSON.parse(newest).objects;
  if (object?.stored !== 'delta') throw new Error(`newest wrote ${newest}`);
}

/** That the AWS SDK is in the bundle, and works there. */
async function listBucketsFromCommandLine() {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/xml');
    response.end(
      '<ListAllMyBucketsResult><Owner><ID>o</ID></Owner><Buckets><Bucket><Name>from-s3</Name>' +
        '<CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>',
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const bin = join(app, 'node_modules', '.bin', 'deltaglider');
  const { stdout } = await promisify(execFile)(bin, ['ls', '--endpoint-url', endpoint], {
    env: { ...process.env, ...keys, DG_STORE: '' },
  });
  server.close();
  if (!stdout.includes('from-s3')) throw new Error(`ls of S3 wrote "${stdout}"`);
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
