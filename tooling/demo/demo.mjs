// Stores real releases in a store inside a directory, restores every one of them through the command line,
// compares the SHA-256 of each with the original's, and prints what it took.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchReleases } from './fetch-releases.mjs';
import { generateReleases } from './generate-releases.mjs';
import { printTable } from './print-table.mjs';
import { storeAndRestore } from './store-and-restore.mjs';

const work = mkdtempSync(join(tmpdir(), 'deltaglider-demo-'));
const interrupted = () => {
  rmSync(work, { recursive: true, force: true });
  process.exit(130);
};
process.once('SIGINT', interrupted);

try {
  const sets = await findReleases();
  const rows = [];
  for (const set of sets) {
    console.log(`\nStoring and restoring ${set.files.length} releases of ${set.title} ...`);
    rows.push(...(await storeAndRestore(set, work)));
  }
  printTable(rows);
  if (rows.some((row) => !row.intact)) {
    console.error('A restored file differs from its original.');
    process.exitCode = 1;
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function findReleases() {
  if (process.argv.includes('--offline')) return generateReleases(work);
  try {
    return await fetchReleases(work);
  } catch (error) {
    console.log(`The npm registry cannot be reached (${firstLine(error)}).`);
    console.log('Going on with archives that are generated here.');
    return generateReleases(work);
  }
}

function firstLine(error) {
  return String(error.message ?? error).split('\n')[0];
}
