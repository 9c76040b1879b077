/**
 * Stores and restores mutated archives, each byte for byte: `node scripts/fuzz.mjs [count] [seed]`. It prints its seed;
 * with that, and the same count or more, the same archives come again.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [count = 200_000, seed = Date.now() % 2 ** 32] = process.argv.slice(2).map(Number);
const folder = fileURLToPath(new URL('../', import.meta.url));
const place = await mkdtemp(join(folder, 'node_modules/.fuzz-'));
try {
  const program = join(place, 'fuzz.mjs');
  await build({
    entryPoints: [join(folder, 'test/fuzz-archives.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@deltaglider/source'],
  });
  const { fuzzArchives } = await import(pathToFileURL(program).href);
  console.log(`${count} archives, seed ${seed}`);
  const begin = performance.now();
  const onProgress = (done) => {
    if (done % 1000 === 0) console.log(`${done} given back, ${rate(done)} a second`);
  };
  const rate = (done) => Math.round((done * 1000) / (performance.now() - begin));
  await fuzzArchives({ count, seed, onProgress });
  console.log(`All ${count} archives were given back.`);
} finally {
  await rm(place, { recursive: true });
}
