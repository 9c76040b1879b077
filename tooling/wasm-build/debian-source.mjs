/** Pinned source packages of Debian: `{ package, tarball, sha256, folder, variable }`. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectDigest, sha256 } from './digest.mjs';

/** Unpacks a pinned source into a folder: from the copy that `variable` names in the environment, or by apt. */
export function unpackSource(source, into) {
  const bytes = readFileSync(process.env[source.variable] ?? download(source, into));
  expectDigest(`the source archive of ${source.package}`, sha256(bytes), source.sha256);
  const path = join(into, source.tarball);
  writeFileSync(path, bytes);
  execFileSync('tar', ['-xf', path, '-C', into]);
  return join(into, source.folder);
}

/** Asks the machine's own mirrors for the source package, with package lists of its own: needs no root. */
function download(source, into) {
  const options = aptOptions(join(into, 'apt'));
  const apt = (...words) => execFileSync('apt-get', [...options, '-qq', ...words], { cwd: into });
  try {
    apt('update');
    apt('source', '--download-only', source.package);
  } catch (cause) {
    const hint = `Set ${source.variable} to a copy of ${source.tarball}.`;
    throw new Error(`The source package ${source.package} could not be downloaded. ${hint}`, {
      cause,
    });
  }
  return join(into, source.tarball);
}

function aptOptions(state) {
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
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
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
