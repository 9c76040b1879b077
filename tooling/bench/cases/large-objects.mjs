import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createCli } from '../lib/cli.mjs';
import { makeFile } from '../lib/make-file.mjs';
import { sha256File } from '../lib/sha256-file.mjs';
import { bytes, mebibytes, seconds } from '../lib/table.mjs';

const GB = 10 ** 9;

/** Peak memory of the command line: 1 GB against a reference of 1 GB, and 5 GB that are stored whole. */
export async function largeObjects(work) {
  const cli = createCli(work);
  mkdirSync(join(work, 'store'), { recursive: true });
  cli('mb', 's3://large');
  const rows = [];
  const store = async (name, file, restored) => {
    const url = `s3://large/${name}`;
    const up = cli('cp', file, url, '--quiet');
    const physical = join(work, 'store/large', name);
    const delta = statSync(`${physical}.delta`, { throwIfNoEntry: false });
    const down = cli('cp', url, restored, '--quiet');
    if ((await sha256File(restored)) !== (await sha256File(file))) throw new Error('not restored');
    rmSync(restored);
    rows.push([
      name,
      bytes(statSync(file).size),
      bytes((delta ?? statSync(physical)).size),
      mebibytes(up.rss),
      seconds(up.wall),
      mebibytes(down.rss),
      seconds(down.wall),
    ]);
  };
  const [one, two, restored] = ['one', 'two', 'restored'].map((name) => join(work, name));
  makeFile(one, { size: GB, seed: 1 });
  makeFile(two, { size: GB, seed: 1, edits: [1000, GB / 2, GB - 5000] });
  await store('first-1gb.img', one, restored);
  await store('second-1gb.img', two, restored);
  for (const path of [one, two]) rmSync(path);
  const five = join(work, 'five');
  makeFile(five, { size: 5 * GB, seed: 2 });
  await store('whole-5gb.bin', five, restored);
  rmSync(five);
  return {
    columns: ['object', 'size', 'stored', 'RSS up', 'up s', 'RSS down', 'down s'],
    rows,
  };
}
