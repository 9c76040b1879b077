import { mkdirSync, rmSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { releaseSets, successivePairs } from '../lib/data/release-sets.mjs';
import { assertCodecs } from '../lib/glider.mjs';
import { isInstalled } from '../lib/missing-tool.mjs';
import { measureCommand, median } from '../lib/measure.mjs';
import { runGlider } from '../lib/run-glider.mjs';
import { sha256File } from '../lib/sha256-file.mjs';
import { percent } from '../lib/table.mjs';

const CODECS = ['auto', 'archive:smallest', 'archive:fastest'];
const ROUNDS = 3;

/** Pairs of each set: of the tarballs those of which under 5 % of the expanded bytes differ. */
const PAIRS = {
  'vnu-jar': ['vnu-26.9.7.jar', 'vnu-26.9.27.jar'],
  'closure-jar': ['compiler-20261007.0.0.jar', 'compiler-20261015.0.0.jar'],
  'typescript-tgz': ['typescript-5.4.4.tgz', 'typescript-5.4.5.tgz', 'typescript-5.5.4.tgz'],
};

/** MB of originals per second that are asked of one core, as issue 4 has them. */
const ENCODE_TARGET = 6;
const RESTORE_TARGETS = { 'vnu-jar': 40, 'closure-jar': 40, 'typescript-tgz': 15 };
const FASTEST_TARGET = 50;

/**
 * Original bytes per second of a put, which encodes and verifies, and of a get, by CPU time of all threads and by wall
 * time: the first of a process, and with the reference known.
 */
export async function archiveSpeed(work, { codecs = CODECS, sets = Object.keys(PAIRS) }) {
  await assertCodecs(join(work, 'codecs'), codecs);
  const rows = [];
  for (const name of sets) {
    const pairs = await pairsOf(name);
    for (const codec of codecs) {
      const taken = [];
      for (const pair of pairs) taken.push(await measureOurs(pair, codec, work));
      rows.push(toRow(name, { codec, taken }));
    }
    if (isInstalled('xdelta3')) {
      const taken = pairs.map((pair) => measureNative(pair, work));
      rows.push(toRow(name, { codec: 'native xdelta3 -9 -D', taken }));
    }
  }
  return {
    columns: [
      'set',
      'codec',
      'saved',
      'put, cold, MB/s CPU',
      'put, MB/s CPU',
      'wall',
      'target CPU',
      'get, cold, MB/s CPU',
      'get, MB/s CPU',
      'wall',
      'target CPU',
    ],
    rows,
    notes: [
      `MB (10^6) of originals per second, of all pairs of the set together; medians of ${ROUNDS} rounds, but for the cold ones.`,
      'CPU: user and system seconds of all threads. Cold: the first of a process with an empty cache; then the reference is known.',
      'A put of ours encodes, decodes again, compares and commits; the native command only encodes.',
    ],
  };
}

async function pairsOf(name) {
  const pairs = successivePairs(await releaseSets[name].open());
  const wanted = PAIRS[name];
  return wanted === undefined
    ? pairs.slice(-1)
    : pairs.filter(({ target }) => wanted.includes(basename(target)));
}

async function measureOurs({ reference, target }, codec, work) {
  const folder = join(work, 'speed');
  const ending = extname(target);
  const rounds = Array.from({ length: ROUNDS }, (_, i) => `pair/round-${i}${ending}`);
  const cold = `pair/cold${ending}`;
  const puts = [cold, ...rounds].map((key) => ({ put: target, key }));
  const spec = (cache, steps) => ({ folder, codec, cache, steps });
  await runGlider(spec('cache-0', [{ put: reference, key: `pair/reference${ending}` }]));
  const [coldPut, ...warmPuts] = await runGlider(spec('cache-1', puts));
  const gets = [cold, ...rounds].map((key) => ({ get: key }));
  const check = { get: cold, sha256: await sha256File(target) };
  const [coldGet, ...others] = await runGlider(spec('cache-2', [...gets, check]));
  const warmGets = others.slice(0, -1);
  rmSync(folder, { recursive: true });
  return {
    size: statSync(target).size,
    storedSize: coldPut.storedSize,
    coldPut,
    put: medians(warmPuts),
    coldGet,
    get: medians(warmGets),
  };
}

function measureNative({ reference, target }, work) {
  const folder = join(work, 'speed');
  mkdirSync(folder);
  const [delta, restored] = [join(folder, 'delta'), join(folder, 'restored')];
  const rounds = Array.from({ length: ROUNDS }, () => ({
    put: measured(['-e', '-9', '-D', '-f', '-s', reference, target, delta]),
    get: measured(['-d', '-D', '-f', '-s', reference, delta, restored]),
  }));
  const storedSize = statSync(delta).size;
  rmSync(folder, { recursive: true });
  return {
    size: statSync(target).size,
    storedSize,
    put: medians(rounds.map(({ put }) => put)),
    get: medians(rounds.map(({ get }) => get)),
  };
}

function measured(words) {
  const { user, system, wall } = measureCommand('xdelta3', words);
  return { cpu: user + system, wall };
}

function medians(figures) {
  return {
    cpu: median(figures.map(({ cpu }) => cpu)),
    wall: median(figures.map(({ wall }) => wall)),
  };
}

function toRow(set, { codec, taken }) {
  const total = (pick) => taken.reduce((sum, pair) => sum + pick(pair), 0);
  const size = total((pair) => pair.size);
  const speed = (step, kind) =>
    taken[0][step] === undefined
      ? '-'
      : (size / 1e6 / total((pair) => pair[step][kind])).toFixed(1);
  const isOurs = taken[0].coldPut !== undefined;
  const isFastest = codec === 'archive:fastest';
  const getTarget = isFastest ? FASTEST_TARGET : RESTORE_TARGETS[set];
  return [
    set,
    codec,
    percent(1 - total((pair) => pair.storedSize) / size),
    speed('coldPut', 'cpu'),
    speed('put', 'cpu'),
    speed('put', 'wall'),
    isOurs ? String(ENCODE_TARGET) : '-',
    speed('coldGet', 'cpu'),
    speed('get', 'cpu'),
    speed('get', 'wall'),
    isOurs && getTarget !== undefined ? String(getTarget) : '-',
  ];
}
