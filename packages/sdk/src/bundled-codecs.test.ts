import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { bufferSource, collect, type EngineEvent } from '@deltaglider/core';
import { describeDeltaCodecPort, mutate, randomBytes } from '@deltaglider/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDeltaGlider } from './create-delta-glider.ts';
import { fileSource } from './files/file-source.ts';
import { createRegistry } from './registry.ts';

const CHOOSING = ['auto', 'archive', 'archive:smallest', 'archive:fastest'];
const address = (key: string) => ({ bucket: 'releases', key });
const bytes = randomBytes(1, 50_000);
const next = mutate(bytes, 2, 5);

const hexOf = (content: Uint8Array): Buffer => Buffer.from(Buffer.from(content).toString('hex'));

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltaglider-codecs-'));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

function open(codec?: string, events: EngineEvent[] = []) {
  return createDeltaGlider({
    store: pathToFileURL(join(root, 'store')).href,
    cache: { directory: join(root, 'cache') },
    observe: (event) => events.push(event),
    codec,
  });
}

describe('the codecs of a registry', () => {
  it('are called as users and stored objects call them', () => {
    const names = [
      'auto',
      'xdelta3',
      'archive',
      'archive:smallest',
      'archive:fastest',
      'archive/1',
    ];
    expect(createRegistry().codecNames()).toEqual(names);
  });

  it('say which names they may choose, before anything is loaded', () => {
    const registry = createRegistry();
    for (const name of CHOOSING) {
      expect(registry.findCodec(name)?.choices).toEqual(['xdelta3', 'archive/1']);
    }
    expect(registry.findCodec('archive/1')?.choices).toBeUndefined();
  });

  it('are made anew when they are needed after they were closed', async () => {
    const registry = createRegistry();
    const codec = registry.findCodec('auto');
    for (let turn = 0; turn < 2; turn += 1) {
      const reference = bufferSource(bytes);
      const stream = async function* () {
        yield next;
      };
      const delta = await collect(codec?.encode(reference, stream()) ?? stream());
      expect(delta.length).toBeLessThan(1000);
      await registry.close();
    }
  });

  it.each(CHOOSING)('look through the compression of a file: %s', async (codec) => {
    const events: EngineEvent[] = [];
    const glider = await open(codec, events);
    await glider.buckets.createBucket(`gz-${codec.replace(':', '-')}`);
    const put = async (key: string, content: Uint8Array) => {
      const path = join(root, key);
      await writeFile(path, gzipSync(content));
      const body = await fileSource(path);
      return await glider.put({ address: { bucket: `gz-${codec.replace(':', '-')}`, key }, body });
    };
    await put('a.txt.gz', hexOf(bytes));
    const stored = await put('b.txt.gz', hexOf(next));
    expect(stored).toMatchObject({ stored: 'delta', codec: 'archive/1' });
    const part = codec === 'archive:fastest' ? 2 : 20;
    expect(stored.storedSize).toBeLessThan(stored.size / part);
    expect(events.at(-1)).toMatchObject({ type: 'delta-encoded', streams: { deflate: 1 } });
    expect(events.filter((event) => 'failure' in event)).toEqual([]);
    const { body } = await glider.get({ address: stored.address });
    expect(gunzipSync(await collect(body))).toEqual(hexOf(next));
    await glider.close();
  });

  it.each(CHOOSING)('make plain deltas of what is not compressed: %s', async (codec) => {
    const events: EngineEvent[] = [];
    const glider = await open(codec, events);
    if (codec === 'auto') await glider.buckets.createBucket('releases');
    const prefix = codec.replace(':', '-');
    await glider.put({ address: address(`${prefix}/1.sql`), body: bufferSource(bytes) });
    const result = await glider.put({
      address: address(`${prefix}/2.sql`),
      body: bufferSource(next),
    });
    expect(result).toMatchObject({
      stored: 'delta',
      codec: 'xdelta3',
      codecReason: 'nothing-compressed',
    });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'delta-encoded', codec: 'xdelta3', streams: {} }),
    );
    await glider.close();
    const plain = await open('xdelta3');
    const { body, delta } = await plain.get({ address: address(`${prefix}/2.sql`) });
    expect(delta?.codec).toBe('xdelta3');
    expect(Buffer.compare(await collect(body), next)).toBe(0);
    await plain.close();
  });
});

for (const name of ['auto', 'archive:fastest']) {
  const registry = createRegistry();
  const codec = registry.findCodec(name);
  afterAll(() => registry.close());
  if (codec !== undefined) {
    describeDeltaCodecPort(`${name} of a registry`, {
      create: async () => codec,
      find: (chosen) => registry.findCodec(chosen),
      randomRuns: 10,
    });
  }
}
