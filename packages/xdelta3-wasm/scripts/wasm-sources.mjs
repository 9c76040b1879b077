/** Finds and checks the pinned sources that the wasm is compiled from. */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { xdelta3, xz } from './pins.mjs';

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The folder of xdelta3's C source in its npm package, after a look at every file that may be compiled. */
export function findXdelta3() {
  const manifest = createRequire(import.meta.url).resolve('xdelta3-wasm/package.json');
  const folder = join(dirname(manifest), 'src/native/xdelta/xdelta3');
  const names = readdirSync(folder).filter((name) => /\.[ch]$/.test(name));
  const listing = names
    .sort()
    .map((name) => `${sha256(readFileSync(join(folder, name)))}  ${name}\n`);
  expectDigest('the C source of xdelta3', sha256(listing.join('')), xdelta3.sha256);
  return folder;
}

/** Unpacks the pinned source of xz-utils into a folder: from XZ_UTILS_TARBALL, or by apt. */
export function unpackXz(into) {
  const bytes = readFileSync(process.env.XZ_UTILS_TARBALL ?? downloadXz(into));
  expectDigest('the source archive of xz-utils', sha256(bytes), xz.sha256);
  const path = join(into, 'xz-utils.tar.xz');
  writeFileSync(path, bytes);
  execFileSync('tar', ['-xJf', path, '-C', into]);
  return join(into, xz.folder);
}

/** Asks the machine's own mirrors for the source package, with package lists of its own: needs no root. */
function downloadXz(into) {
  const state = join(into, 'apt');
  for (const folder of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(state, folder), { recursive: true });
  }
  const list = join(state, 'sources.list');
  writeFileSync(list, sourceLines().join(''));
  const settings = {
    'Dir::Etc::SourceList': list,
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(state, 'lists'),
    'Dir::Cache': join(state, 'cache'),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const apt = (...words) => execFileSync('apt-get', [...options, '-qq', ...words], { cwd: into });
  try {
    apt('update');
    apt('source', '--download-only', 'xz-utils');
  } catch (cause) {
    const hint = `Set XZ_UTILS_TARBALL to a copy of ${xz.tarball}.`;
    throw new Error(`The source package xz-utils could not be downloaded. ${hint}`, { cause });
  }
  return join(into, xz.tarball);
}

/** `deb-src` lines for every place that this machine takes binary packages from. */
function sourceLines() {
  const files = readdirSync('/etc/apt/sources.list.d').map(
    (name) => `/etc/apt/sources.list.d/${name}`,
  );
  const texts = ['/etc/apt/sources.list', ...files]
    .filter((path) => existsSync(path))
    .map((path) => [path, readFileSync(path, 'utf8')]);
  return texts.flatMap(([path, text]) => {
    if (path.endsWith('.sources')) return text.split(/\n\s*\n/).flatMap(fromStanza);
    return path.endsWith('.list')
      ? (text.match(/^deb .*$/gm)?.map((l) => `deb-src ${l.slice(4)}\n`) ?? [])
      : [];
  });
}

function fromStanza(stanza) {
  const field = (name) => new RegExp(`^${name}: *(.+)$`, 'm').exec(stanza)?.[1]?.trim();
  const [uris, suites, components] = ['URIs', 'Suites', 'Components'].map(field);
  if (uris === undefined || suites === undefined) return [];
  const key = field('Signed-By');
  const signed = key?.startsWith('/') ? ` [signed-by=${key}]` : '';
  const pairs = uris
    .split(/\s+/)
    .flatMap((uri) => suites.split(/\s+/).map((suite) => [uri, suite]));
  return pairs.map(([uri, suite]) => `deb-src${signed} ${uri} ${suite} ${components ?? ''}\n`);
}

function expectDigest(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what} has SHA-256 ${actual}, pinned is ${expected}.`);
}
