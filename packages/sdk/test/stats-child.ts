import { createHash } from 'node:crypto';
import {
  createEngine,
  MemoryCache,
  MemoryScratch,
  MemoryStorage,
  type ListEntry,
  type StoredObject,
} from '@deltaglider/core';
import { collectStats, type StatsMode } from '../src/index.ts';

/** A process of its own that looks at a large bucket: `node child.mjs <mode> <objects>`. */
const [mode = '', count = ''] = process.argv.slice(2);
const TIME = 1_750_000_000_001;

/** A bucket that is never in memory: a tenth of it are references, the rest deltas of 2,000 bytes. */
class Large extends MemoryStorage {
  override async *list(): AsyncGenerator<ListEntry> {
    for (let i = 0; i < Number(count); i++) {
      const directory = `product-${String(Math.floor(i / 10)).padStart(7, '0')}`;
      const key = `${directory}/${i % 10 === 9 ? 'reference.bin' : `release-${i % 10}.zip.delta`}`;
      yield { type: 'object', key, size: 100, etag: `e ${key}`, lastModified: new Date(TIME) };
    }
  }

  override async head({ key }: { readonly key: string }): Promise<StoredObject> {
    const digest = createHash('sha256').update(key).digest('hex');
    const note = key.endsWith('.delta') ? 'delta' : 'reference';
    const metadata = {
      'dg-tool': 'test',
      'dg-note': note,
      'dg-file-sha256': digest,
      'dg-file-size': '2000',
      ...(note === 'delta' && { 'dg-ref-path': 'reference.bin', 'dg-ref-sha256': digest }),
    };
    const lastModified = new Date(TIME);
    return { key, size: 100, etag: `e ${key}`, lastModified, metadata, properties: {} };
  }
}

const noCodec = (): never => {
  throw new Error('Statistics need no codec.');
};
const sha256 = () => createHash('sha256');
const storage = new Large();
await storage.createBucket('bucket');
const engine = createEngine({
  storage,
  cache: new MemoryCache(sha256),
  scratch: new MemoryScratch(),
  codec: { name: 'none', encode: noCodec, decode: noCodec },
  sha256,
  tool: 'test',
});
const stats = await collectStats({ engine, bucket: 'bucket', mode: mode as StatsMode });
process.stdout.write(JSON.stringify(stats));
