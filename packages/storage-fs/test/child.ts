import {
  bufferSource,
  DeltaGliderError,
  type ByteSource,
  type ObjectAddress,
} from '@deltaglider/core';
import { findBucket } from '../src/files/bucket-place.ts';
import { placeOf } from '../src/files/object-place.ts';
import { KeyLock } from '../src/locks/key-lock.ts';
import { openFsStorage, type FsStorage } from '../src/index.ts';

/** A process of its own over a storage: `node child.mjs <root> <action> <argument>`; prints one line at a time. */
const [root = '', action = '', argument = ''] = process.argv.slice(2);
const at = (key: string): ObjectAddress => ({ bucket: 'bucket', key });
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const text = (content: string): ByteSource => bufferSource(new TextEncoder().encode(content));

async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'resolved';
  } catch (error) {
    return DeltaGliderError.is(error) ? error.code : String(error);
  }
}

async function read(storage: FsStorage, key: string): Promise<{ etag: string; content: string }> {
  const { etag, body } = await storage.get(at(key));
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { etag, content: Buffer.concat(chunks).toString() };
}

/** Says so when it has given its first MiB, and gives the rest when a line comes in. */
function waitingSource(): ByteSource {
  const bytes = new Uint8Array(3 << 20).fill(1);
  return {
    size: bytes.length,
    read: async (offset, length) => {
      if (offset === 1 << 20) {
        say('reading');
        await new Promise((resolve) => process.stdin.once('data', resolve));
        process.stdin.pause();
      }
      return bytes.subarray(offset, offset + length);
    },
  };
}

const ACTIONS: Record<string, (storage: FsStorage) => Promise<void>> = {
  /** Counts up by compare-and-swap. */
  count: async (storage) => {
    for (let left = Number(argument); left > 0;) {
      const { etag, content } = await read(storage, 'counter');
      const next = text(String(Number(content) + 1));
      const outcome = await outcomeOf(storage.put(at('counter'), next, { ifMatch: etag }));
      if (outcome === 'resolved') left -= 1;
      else if (outcome !== 'PRECONDITION_FAILED') throw new Error(outcome);
    }
    say('done');
  },
  /** Tries to be the one that creates each of the keys. */
  create: async (storage) => {
    for (let i = 0; i < Number(argument); i++) {
      const put = storage.put(at(`made/${i}/key`), text(String(process.pid)), { ifAbsent: true });
      say(`${i} ${process.pid} ${await outcomeOf(put)}`);
    }
  },
  /** Puts and deletes in folders that others empty at the same time. */
  churn: async (storage) => {
    for (let i = 0; i < Number(argument); i++) {
      const key = `x/y/z/${process.pid}`;
      await storage.put(at(key), text(String(i)), { ifAbsent: i % 2 === 0 });
      if ((await read(storage, key)).content !== String(i)) throw new Error('other bytes');
      await storage.delete(at(key));
    }
    say('done');
  },
  'put-slowly': async (storage) => {
    say(await outcomeOf(storage.put(at(argument), waitingSource())));
  },
  'hold-lock': async () => {
    const place = placeOf(await findBucket(root, 'bucket'), argument);
    await new KeyLock().run(place, undefined, async () => {
      say('holding');
      await new Promise((resolve) => process.stdin.once('data', resolve));
    });
  },
  'fill-disk': async (storage) => {
    const old = text('old');
    await storage.createBucket('bucket');
    await storage.put(at('key'), old, { metadata: { a: 'b' } });
    for (const options of [{}, { ifAbsent: true }]) {
      const key = options.ifAbsent === true ? 'folder/new' : 'key';
      const outcome = await outcomeOf(
        storage.put(at(key), bufferSource(new Uint8Array(8 << 20)), options),
      );
      say(`put ${outcome}`);
    }
    const keys: string[] = [];
    for await (const entry of storage.list('bucket')) keys.push(entry.key);
    say(`keys ${keys.join(',')} ${(await read(storage, 'key')).content}`);
    say(`after ${await outcomeOf(storage.put(at('small'), text('fits')))}`);
  },
  /** As a user who may not write there. */
  stranger: async (storage) => {
    say(`put ${await outcomeOf(storage.put(at('new'), text('x')))}`);
    say(`replace ${await outcomeOf(storage.put(at('secret'), text('x')))}`);
    say(`get ${await outcomeOf(storage.get(at('secret')))}`);
    say(`closed ${await outcomeOf(storage.head(at('closed/key')))}`);
    say(`delete ${await outcomeOf(storage.delete(at('secret')))}`);
    say(`create ${await outcomeOf(storage.createBucket('another'))}`);
  },
};

if (action === 'stranger' && process.getuid?.() === 0) {
  process.setgid?.(65_534);
  process.setuid?.(65_534);
}
await ACTIONS[action]?.(await openFsStorage({ root }));
