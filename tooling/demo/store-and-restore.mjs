import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const BIN = fileURLToPath(new URL('../../apps/cli/bin/run.js', import.meta.url));
const BUCKET = 'releases';

/** Uploads, restores and checks every file of a set. Resolves to one row per file, and one for the reference. */
export async function storeAndRestore(set, work) {
  const store = join(work, 'store');
  const cli = (...words) =>
    execFileSync(process.execPath, [BIN, ...words], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        DG_STORE: pathToFileURL(store).href,
        DG_CACHE_DIR: join(work, 'cache'),
      },
    });
  if (!existsSync(join(store, BUCKET))) {
    mkdirSync(store, { recursive: true });
    cli('mb', `s3://${BUCKET}`);
  }
  const rows = [];
  for (const file of set.files) {
    const url = `s3://${BUCKET}/${set.prefix}/${basename(file)}`;
    const restored = join(work, 'restored', basename(file));
    const up = seconds(() => cli('cp', file, url, '--only-show-errors', '--no-progress'));
    const down = seconds(() => cli('cp', url, restored, '--only-show-errors', '--no-progress'));
    rows.push({
      name: `${set.prefix}/${basename(file)}`,
      size: statSync(file).size,
      stored: storedSize(join(store, BUCKET, set.prefix, basename(file))),
      up,
      down,
      intact: (await sha256(file)) === (await sha256(restored)),
    });
    rmSync(restored);
  }
  const reference = storedSize(join(store, BUCKET, set.prefix, 'reference.bin'));
  return [...rows, { name: `${set.prefix}/ (its reference)`, stored: reference, intact: true }];
}

function storedSize(path) {
  return [path, `${path}.delta`]
    .filter((candidate) => existsSync(candidate))
    .reduce((sum, candidate) => sum + statSync(candidate).size, 0);
}

function seconds(action) {
  const start = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

async function sha256(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
