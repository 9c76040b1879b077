import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFile } from '../lib/make-file.mjs';
import { makeZips } from '../lib/make-zips.mjs';
import { median } from '../lib/measure.mjs';
import { awsVersion, startS3 } from '../lib/s3-server.mjs';
import { sha256File } from '../lib/sha256-file.mjs';
import { ratio, seconds } from '../lib/table.mjs';

const ROUNDS = 5;
const MB = 10 ** 6;

/** Copies up and down by the two command lines, on one server, in interleaved rounds. */
export async function s3Copies(work) {
  const server = startS3(work);
  try {
    const zips = join(work, 'zips');
    await makeZips(zips, 20);
    const one = join(work, 'one');
    mkdirSync(one);
    makeFile(join(one, 'whole-100mb.bin'), { size: 100 * MB, seed: 3 });
    server.deltaglider('mb', 's3://bench');
    const rows = [];
    for (const [name, folder] of [
      ['20 zips of 0.8 MB', zips],
      ['100 MB, stored whole', one],
    ]) {
      rows.push(...(await compare(server, { name, folder, work })));
    }
    return {
      columns: ['cp -r', 'deltaglider s', 'aws s', 'ratio'],
      rows,
      notes: [
        `Medians of ${ROUNDS} interleaved rounds, wall seconds of the whole command, against \`aws s3 cp\` ${awsVersion() ?? '(not installed)'}.`,
        'Each round begins with an empty cache and an empty prefix.',
      ],
    };
  } finally {
    server.stop();
  }
}

async function compare(server, { name, folder, work }) {
  const up = { ours: [], aws: [] };
  const down = { ours: [], aws: [] };
  const hasAws = awsVersion() !== undefined;
  const back = join(work, 'back');
  for (let round = 0; round < ROUNDS; round++) {
    const ours = `s3://bench/${round}/ours/`;
    rmSync(server.env.DG_CACHE_DIR, { recursive: true, force: true });
    up.ours.push(server.deltaglider('cp', '-r', folder, ours, '--quiet').wall);
    rmSync(server.env.DG_CACHE_DIR, { recursive: true, force: true });
    down.ours.push(server.deltaglider('cp', '-r', ours, back, '--quiet').wall);
    await assertSame(folder, back);
    rmSync(back, { recursive: true });
    server.deltaglider('rm', '-r', ours, '--quiet');
    if (!hasAws) continue;
    const theirs = `s3://bench/${round}/aws/`;
    up.aws.push(server.aws('cp', '--recursive', folder, theirs, '--quiet').wall);
    down.aws.push(server.aws('cp', '--recursive', theirs, back, '--quiet').wall);
    rmSync(back, { recursive: true });
    server.aws('rm', '--recursive', theirs, '--quiet');
  }
  return [
    [`${name}, up`, up],
    [`${name}, down`, down],
  ].map(([label, { ours, aws }]) => {
    const [o, a] = [median(ours), hasAws ? median(aws) : undefined];
    return [label, seconds(o), seconds(a), ratio(o, a)];
  });
}

async function assertSame(folder, back) {
  for (const name of readdirSync(folder)) {
    const [a, b] = await Promise.all([
      sha256File(join(folder, name)),
      sha256File(join(back, name)),
    ]);
    if (a !== b) throw new Error(`${name} was not restored`);
  }
}
