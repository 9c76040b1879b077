// `npm run bench [-- case ...]`: runs the named cases (default: all), prints them side by side with their peers,
// and writes results.json and results.md beside this file. `--list` names the cases and the sets of releases;
// `--set NAME` and `--codec NAME`, as often as wanted, keep the archive cases to these.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeltaGliderError } from '@deltaglider/core';
import { archiveMemory } from './cases/archive-memory.mjs';
import { archiveOverhead } from './cases/archive-overhead.mjs';
import { archiveSavings } from './cases/archive-savings.mjs';
import { archiveSpeed } from './cases/archive-speed.mjs';
import { deltaPairs } from './cases/delta-pairs.mjs';
import { largeObjects } from './cases/large-objects.mjs';
import { restoreByCli } from './cases/restore-by-cli.mjs';
import { swappedHalves } from './cases/swapped-halves.mjs';
import { s3Copies } from './cases/s3-copies.mjs';
import { s3Large } from './cases/s3-large.mjs';
import { s3Requests } from './cases/s3-requests.mjs';
import { machine } from './lib/machine.mjs';
import { MissingTool } from './lib/missing-tool.mjs';
import { parseWords } from './lib/parse-words.mjs';
import { toMarkdown } from './lib/table.mjs';

const cases = {
  'delta-pairs': deltaPairs,
  'swapped-halves': swappedHalves,
  'restore-by-cli': restoreByCli,
  'large-objects': largeObjects,
  's3-requests': s3Requests,
  's3-copies': s3Copies,
  's3-large': s3Large,
  'archive-savings': archiveSavings,
  'archive-speed': archiveSpeed,
  'archive-overhead': archiveOverhead,
  'archive-memory': archiveMemory,
};

const { names, options } = parseWords(process.argv.slice(2), cases);
const work = mkdtempSync(join(process.env.DG_BENCH_DIR ?? tmpdir(), 'deltaglider-bench-'));
const results = { machine: machine(), cases: {} };
try {
  for (const name of names) {
    console.log(`\n## ${name}\n`);
    const table = await tryCase(name);
    if (table === undefined) continue;
    results.cases[name] = table;
    console.log(toMarkdown(table));
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

const { machine: host, cases: tables } = results;
const sections = Object.entries(tables).map(
  ([name, table]) => `## ${name}\n\n${toMarkdown(table)}\n`,
);
writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
writeFileSync(join(import.meta.dirname, 'results.md'), `${host.text}\n\n${sections.join('\n')}`);
console.log(`\n${host.text}`);

/** `undefined`, and a failed run in the end, where a case cannot be run here; other cases may. */
async function tryCase(name) {
  try {
    return await cases[name](work, options);
  } catch (error) {
    if (!(error instanceof MissingTool) && !DeltaGliderError.is(error)) throw error;
    console.error(`${name}: ${error.message} ${error.details?.hint ?? ''}`.trimEnd());
    process.exitCode = 1;
    return undefined;
  }
}
