// Writes dist/third-party-licenses.txt: the licence of every package that the bundle contains, as their terms ask.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const app = fileURLToPath(new URL('../', import.meta.url));
const metafile = join(app, 'dist/metafile-esm.json');
const { inputs } = JSON.parse(readFileSync(metafile, 'utf8'));

const folders = new Set();
for (const input of Object.keys(inputs)) {
  const inside = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (inside !== null) folders.add(join(app, inside[1]));
}
const sections = [...folders].map(describe).sort();
sections.push(...['xdelta3-wasm', 'archive'].map(licencesOf));
writeFileSync(join(app, 'dist/third-party-licenses.txt'), sections.join(`\n${'='.repeat(78)}\n\n`));
rmSync(metafile);

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text =
    file === undefined ? `Licensed under ${license}.\n` : readFileSync(join(folder, file), 'utf8');
  if (file === undefined && license === undefined) throw new Error(`${name} names no licence.`);
  return `${name} ${version}\n\n${text}`;
}

/** The wasm inside a package has licences of its own. */
function licencesOf(name) {
  const folder = join(app, '../../packages', name);
  const files = [
    'NOTICE',
    ...readdirSync(join(folder, 'licenses')).map((name) => `licenses/${name}`),
  ];
  const texts = files.filter((name) => existsSync(join(folder, name)));
  return texts.map((name) => `${name}\n\n${readFileSync(join(folder, name), 'utf8')}`).join('\n');
}
