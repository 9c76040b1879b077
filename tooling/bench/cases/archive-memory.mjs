import { readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { logTarballs } from '../lib/data/generated-files.mjs';
import { assertCodecs } from '../lib/glider.mjs';
import { measureGlider, runGlider } from '../lib/run-glider.mjs';
import { sha256File } from '../lib/sha256-file.mjs';
import { bytes, megabytes, seconds } from '../lib/table.mjs';

const TARGET = 500;

/** Peak memory of a process that stores, and of one that restores, a tarball of 310 MB that expands to 1.5 GB. */
export async function archiveMemory(work, { codecs = ['auto'] }) {
  await assertCodecs(join(work, 'codecs'), codecs);
  const [reference, target] = await logTarballs();
  const [first, second] = [reference, target].map((path) => `logs/${basename(path)}`);
  const sha256 = await sha256File(target);
  const rows = [];
  for (const codec of codecs) {
    const folder = join(work, 'memory');
    const spec = { folder, codec };
    const whole = measureGlider({ ...spec, steps: [{ put: reference, key: first }] });
    const put = measureGlider({ ...spec, steps: [{ put: target, key: second }] });
    const get = { ...spec, steps: [{ get: second, sha256 }] };
    const warm = measureGlider(get);
    const cold = measureGlider({ ...get, cache: 'new-cache' });
    const [{ storedSize }] = await runGlider({ ...spec, steps: [{ head: second }] });
    rmSync(folder, { recursive: true });
    for (const [step, taken, size] of [
      ['put of the reference', whole, statSync(reference).size],
      ['put of the target', put, storedSize],
      ['get', warm],
      ['get, empty cache', cold],
    ]) {
      const { rss, cpu, wall } = taken;
      rows.push([codec, step, bytes(size), megabytes(rss), `< ${TARGET} MB`, seconds(cpu), seconds(wall)]); // prettier-ignore
    }
  }
  return {
    columns: ['codec', 'step', 'stored bytes', 'peak RSS', 'target', 'CPU s', 'wall s'],
    rows,
    notes: [
      `${bytes(statSync(target).size)} bytes of gzip, ${bytes(expandedSize(target))} expanded; one line of the logs in a hundred differs from the reference.`,
      'Each step is a process of its own, its start included.',
    ],
  };
}

/** As the end of a gzip file says it, modulo 2^32. */
function expandedSize(path) {
  return readFileSync(path).readUInt32LE(statSync(path).size - 4);
}
