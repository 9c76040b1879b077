import { loadCacheKey, FsReferenceCache } from '../src/index.ts';
import { bytesOf, readAll, sha256Of, streamOf } from './support-bytes.ts';

const [task, directory = ''] = process.argv.slice(2);
const key = await loadCacheKey({ directory });
const sizes = [10, 5000, 300_000, 1_000_000];

/** Puts and gets the same digests as the other processes do at the same time, in a cache that holds some of them. */
async function exercise(): Promise<void> {
  const cache = await FsReferenceCache.open({ directory, key, maxBytes: 1_200_000 });
  let hits = 0;
  for (let round = 0; round < 40; round++) {
    const bytes = bytesOf(sizes[(round * 7 + process.pid) % sizes.length] ?? 0);
    const digest = sha256Of(bytes);
    const found = await cache.get(digest);
    if (found !== undefined) hits += 1;
    const copy = found ?? (await cache.put(digest, streamOf(bytes, 65_536)));
    if (Buffer.compare(await readAll(copy), bytes) !== 0) throw new Error('Wrong bytes.');
    await copy.close();
  }
  process.stdout.write(JSON.stringify({ hits, key: key.export().toString('hex') }));
}

/** Writes the half of an entry, says so, and waits to be killed. */
async function stall(): Promise<void> {
  const cache = await FsReferenceCache.open({ directory, key, chunkShift: 10 });
  const bytes = bytesOf(100_000);
  async function* halfOf() {
    yield bytes.subarray(0, 50_000);
    process.stdout.write('half');
    await new Promise((resolve) => setInterval(resolve, 1 << 30));
  }
  await cache.put(sha256Of(bytes), halfOf());
}

await (task === 'stall' ? stall() : exercise());
