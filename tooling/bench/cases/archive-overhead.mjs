import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { plainTars } from '../lib/data/packed-trees.mjs';
import { openGlider, putFile, readObject } from '../lib/glider.mjs';
import { measureHere, median } from '../lib/measure.mjs';
import { ratio } from '../lib/table.mjs';

const ROUNDS = 9;
const TARGET = 1.05;

/** What looking for compressed data costs where there is none: puts and gets of tars, next to plain xdelta3. */
export async function archiveOverhead(work, { codecs: [codec] = ['auto'] }) {
  const rows = [];
  for (const range of [
    ['5.4.4', '5.4.5'],
    ['5.4.5', '5.5.2'],
    ['5.5.3', '5.5.4'],
  ]) {
    const [reference, target] = await plainTars(range);
    rows.push(...(await compare({ reference, target, codec }, work)));
  }
  return {
    columns: ['tar', 'CPU s, xdelta3', codec, 'ratio', 'target', 'wall ratio'],
    rows,
    notes: [
      `Medians of ${ROUNDS} rounds in which both take turns, after one that does not count; CPU of all threads.`,
    ],
  };
}

async function compare({ reference, target, codec }, work) {
  const sides = [];
  for (const [name, choice] of Object.entries({ plain: 'xdelta3', other: codec })) {
    const folder = join(work, `overhead-${name}`);
    const glider = await openGlider(folder, { codec: choice });
    await putFile(glider, 'pair/reference.tar', reference);
    sides.push({ glider, folder, put: [], get: [] });
  }
  for (let round = 0; round <= ROUNDS; round++) {
    // Whoever goes first finds other caches than the second.
    for (const side of round % 2 === 0 ? sides : [...sides].reverse()) {
      const key = `pair/round-${round}.tar`;
      const put = await measureHere(() => putFile(side.glider, key, target));
      const get = await measureHere(() => readObject(side.glider, key));
      if (round === 0) continue;
      side.put.push(put);
      side.get.push(get);
    }
  }
  for (const { glider, folder } of sides) {
    await glider.close();
    rmSync(folder, { recursive: true });
  }
  return ['put', 'get'].map((step) => toRow(`${step} ${basename(target)}`, sides, step));
}

function toRow(title, sides, step) {
  const [plain, other] = sides.map((side) => ({
    cpu: median(side[step].map(({ user, system }) => user + system)),
    wall: median(side[step].map(({ wall }) => wall)),
  }));
  return [
    title,
    plain.cpu.toFixed(3),
    other.cpu.toFixed(3),
    ratio(other.cpu, plain.cpu),
    `< ${TARGET}`,
    ratio(other.wall, plain.wall),
  ];
}
