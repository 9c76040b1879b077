// `npm run bench [-- case ...]`: runs the named cases (default: all), prints them side by side with their peers,
// and writes results.json and results.md beside this file. `--list` names the cases.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deltaPairs } from './cases/delta-pairs.mjs';
import { largeObjects } from './cases/large-objects.mjs';
import { restoreByCli } from './cases/restore-by-cli.mjs';
import { swappedHalves } from './cases/swapped-halves.mjs';
import { s3Copies } from './cases/s3-copies.mjs';
import { s3Large } from './cases/s3-large.mjs';
import { s3Requests } from './cases/s3-requests.mjs';
import { machine } from './lib/machine.mjs';
import { toMarkdown } from './lib/table.mjs';

const cases = {
  'delta-pairs': deltaPairs,
  'swapped-halves': swappedHalves,
  'restore-by-cli': restoreByCli,
  'large-objects': largeObjects,
  's3-requests': s3Requests,
  's3-copies': s3Copies,
  's3-large': s3Large,
};

const wanted = process.argv.slice(2).filter((word) => word !== '--');
if (wanted.includes('--list')) {
  console.log(Object.keys(cases).join('\n'));
  process.exit(0);
}
const unknown = wanted.filter((name) => !(name in cases));
if (unknown.length > 0) {
  console.error(
    `There is no case ${unknown.join(', ')}; there are ${Object.keys(cases).join(', ')}.`,
  );
  process.exit(2);
}

const work = mkdtempSync(join(process.env.DG_BENCH_DIR ?? tmpdir(), 'deltaglider-bench-'));
const results = { machine: machine(), cases: {} };
try {
  for (const [name, run] of Object.entries(cases)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n## ${name}\n`);
    const table = await run(work);
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
