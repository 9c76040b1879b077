import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fetchReleases } from '../../demo/fetch-releases.mjs';
import { createCli } from '../lib/cli.mjs';
import { measureCommand, median } from '../lib/measure.mjs';
import { ratio, seconds } from '../lib/table.mjs';

const ROUNDS = 5;

/** Restoring a 30 MB jar with a warm cache, against copying and hashing it and starting Node. */
export async function restoreByCli(work) {
  const [{ files }] = await fetchReleases(work);
  const [first, second] = files;
  const restored = join(work, 'restored.jar');
  const cli = createCli(work);
  mkdirSync(join(work, 'store'), { recursive: true });
  cli('mb', 's3://releases');
  for (const file of [first, second]) cli('cp', file, 's3://releases/vnu/', '--quiet');
  const url = `s3://releases/vnu/${basename(second)}`;
  const ours = [];
  const floor = [];
  cli('cp', url, restored, '--quiet');
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(cli('cp', url, restored, '--quiet').wall);
    const copy = measureCommand('cp', [second, restored]).wall;
    const sum = measureCommand('sha256sum', [restored]).wall;
    const node = measureCommand(process.execPath, ['-e', '0']).wall;
    floor.push(copy + sum + node);
  }
  rmSync(join(work, 'releases'), { recursive: true });
  const [o, f] = [median(ours), median(floor)];
  return {
    columns: ['restoring vnu.jar', 'wall s'],
    rows: [
      ['deltaglider cp, warm cache', seconds(o)],
      ['cp + sha256sum + node -e 0', seconds(f)],
      ['ratio', ratio(o, f)],
    ],
    notes: [`Medians of ${ROUNDS} interleaved rounds.`],
  };
}
