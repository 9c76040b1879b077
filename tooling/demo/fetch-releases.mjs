import { execFile } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { zipTree } from './zip-tree.mjs';

const exec = promisify(execFile);

const VNU = ['26.8.21', '26.8.29', '26.8.30', '26.9.5', '26.9.7', '26.9.16'];
const TYPESCRIPT = ['5.4.4', '5.4.5', '5.5.2', '5.5.3', '5.5.4', '5.6.2'];

/**
 * Fetches six consecutive releases each of vnu-jar (the .jar inside) and typescript (as .zip and .tar) with
 * `npm pack`. Resolves to sets of `{ title, prefix, files }`.
 */
export async function fetchReleases(work) {
  const downloads = join(work, 'downloads');
  const jars = join(work, 'releases', 'vnu-jar');
  const zips = join(work, 'releases', 'typescript-zip');
  const tars = join(work, 'releases', 'typescript-tar');
  for (const directory of [downloads, jars, zips, tars]) mkdirSync(directory, { recursive: true });
  console.log('Fetching twelve releases from the npm registry ...');
  for (const version of VNU) {
    const tarball = await pack(`vnu-jar@${version}`, downloads);
    const tree = await unpack(tarball);
    renameSync(join(tree, 'package/build/dist/vnu.jar'), join(jars, `vnu-${version}.jar`));
    rmSync(tree, { recursive: true });
  }
  for (const version of TYPESCRIPT) {
    const tarball = await pack(`typescript@${version}`, downloads);
    const tar = join(tars, `typescript-${version}.tar`);
    await pipeline(createReadStream(tarball), createGunzip(), createWriteStream(tar));
    const tree = await unpack(tarball);
    await zipTree(tree, join(zips, `typescript-${version}.zip`));
    rmSync(tree, { recursive: true });
  }
  return [
    set('vnu-jar (a .jar of 30 MB)', 'vnu', jars),
    set('typescript as .zip', 'typescript-zip', zips),
    set('typescript as .tar', 'typescript-tar', tars),
  ];
}

function set(title, prefix, directory) {
  const names = readdirSync(directory).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return { title, prefix, files: names.map((name) => join(directory, name)) };
}

async function pack(spec, directory) {
  const words = ['pack', spec, '--pack-destination', directory, '--silent', '--fetch-retries=1'];
  const { stdout } = await exec('npm', words, { cwd: directory });
  return join(directory, stdout.trim().split('\n').at(-1));
}

async function unpack(tarball) {
  const tree = `${tarball}.tree`;
  mkdirSync(tree);
  await exec('tar', ['-xzf', tarball, '-C', tree]);
  return tree;
}
