import {
  createEngine,
  listObjects,
  MemoryCache,
  MemoryScratch,
  MemoryStorage,
  type ListEntry,
} from '@deltaglider/core';
import { createHash } from 'node:crypto';
import { FsListingCache, loadCacheKey } from '../src/index.ts';
import { rowsOf } from './listing-rows.ts';

const [task, directory = '', detail = ''] = process.argv.slice(2);
const ROWS = 1_000_000;
const DELTAS_EVERY = 100;

async function openCache(): Promise<FsListingCache> {
  const key = await loadCacheKey({ directory });
  return new FsListingCache({ directory, key, store: 'file:///store' });
}

/** Adds rows of its own to a file that other processes add to at the same time. */
async function add(): Promise<void> {
  const cache = await openCache();
  const rows = rowsOf('same/', 20_000).filter((_, i) => i % 4 === Number(detail));
  for (let at = 0; at < rows.length; at += 100) await cache.add('bucket', rows.slice(at, at + 100));
  process.stdout.write('done');
}

/** A bucket that is never in memory: a million rows, of which some are deltas; dashes make every one look ahead. */
class Million extends MemoryStorage {
  rowsRead = 0;

  override async *list(): AsyncGenerator<ListEntry> {
    for (let i = 0; i < ROWS; i++) {
      this.rowsRead++;
      const name = `photo-of-${String(i).padStart(7, '0')}.jpg`;
      const key = i % DELTAS_EVERY === 0 ? `${name}.delta` : name;
      const lastModified = new Date(1_750_000_000_000 + i);
      yield { type: 'object', key, size: 100, etag: `etag of ${key}`, lastModified };
    }
  }

  override async head({ key }: { readonly key: string }) {
    if (key === 'photo.delta' || key === 'photo-of.delta') return undefined;
    const time = 1_750_000_000_000 + Number(/\d+/.exec(key)?.[0]);
    const digest = createHash('sha256').update(key).digest('hex');
    const metadata = {
      'dg-tool': 'test',
      'dg-note': 'delta',
      'dg-file-sha256': digest,
      'dg-file-size': '2000',
      'dg-ref-path': 'reference.bin',
      'dg-ref-sha256': digest,
    };
    const lastModified = new Date(time);
    return { key, size: 100, etag: `etag of ${key}`, lastModified, metadata, properties: {} };
  }
}

/** Lists a million keys, and says how many came out and how much memory that took. */
async function listMillion(): Promise<void> {
  const sha256 = () => createHash('sha256');
  const storage = new Million();
  const engine = createEngine({
    storage,
    cache: new MemoryCache(sha256),
    listingCache: await openCache(),
    scratch: new MemoryScratch(),
    codec: { name: 'none', encode: noCodec, decode: noCodec },
    sha256,
    tool: 'test',
  });
  let entries = 0;
  for await (const _ of listObjects(engine, { bucket: 'bucket' })) {
    entries++;
    if (entries === Number(detail)) break;
  }
  const { rowsRead } = storage;
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
  process.stdout.write(JSON.stringify({ entries, rowsRead, memory }));
}

function noCodec(): never {
  throw new Error('A listing needs no codec.');
}

await (task === 'add' ? add() : listMillion());
