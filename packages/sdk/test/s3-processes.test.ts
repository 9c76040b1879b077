import { bufferSource, putObject } from '@deltaglider/core';
import { S3Storage } from '@deltaglider/storage-s3';
import {
  createTestClient,
  FaultProxy,
  MemoryS3Server,
  removeBucket,
  type Fault,
  type S3Server,
} from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, BUCKET, clientOf, expectAllIntact, read } from './safety-engine.ts';
import { startChild, useChildProgram } from './s3-children.ts';
import { labelled } from './s3-versions.ts';

useChildProgram();

/** Small numbers from a seed: the same run again when one has failed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const FAULTS: readonly Fault[] = [
  { kind: 'answer', status: 503 },
  { kind: 'answer', status: 429 },
  { kind: 'answer', status: 500 },
  { kind: 'reset-before' },
  { kind: 'reset-after' },
  { kind: 'duplicate' },
  { kind: 'duplicate', answer: 'first' },
  { kind: 'slow', bytesPerSecond: 100_000 },
  { kind: 'truncate', bytes: 100 },
];

/** One request in so many meets a fault. */
function inject(proxy: FaultProxy, seed: number, oneIn: number): void {
  const random = randomOf(seed);
  for (const fault of FAULTS) {
    const share = 1 / (oneIn * FAULTS.length);
    proxy.use({ match: () => random() < share, fault });
  }
}

/** Who may write to one prefix at the same time: where the store ignores conditions, only one client is promised its bytes. */
type Writers = 'all in one prefix' | 'one to a prefix';

function describeProcesses(name: string, server: S3Server, writers: Writers): void {
  const prefixOf = (writer: string) =>
    writers === 'all in one prefix' ? 'app/' : `app/${writer}/`;

  describe(`several processes on ${name}, ${writers}`, () => {
    const client = createTestClient(server);
    const storage = new S3Storage({ client });
    beforeEach(async () => {
      await removeBucket(client, BUCKET);
      await storage.createBucket(BUCKET);
    });
    afterAll(async () => {
      await removeBucket(client, BUCKET);
      client.destroy();
    });
    const stored = async (): Promise<string[]> => {
      const keys: string[] = [];
      for await (const { key } of storage.list(BUCKET)) keys.push(key);
      return keys;
    };

    it('put first, eight of them, and lose nothing', async () => {
      const names = ['1', '2', '3', '4', '5', '6', '7', '8'];
      const keyOf = (each: string) => `${prefixOf(each)}${each}.zip`;
      await Promise.all(names.map((each) => startChild(server, 'put', keyOf(each), each).end));
      for (const each of names) expect(await read(storage, keyOf(each))).toEqual(labelled(each));
      const references = new Set(names.map((each) => `${prefixOf(each)}reference.bin`));
      expect(await stored()).toEqual(
        [...names.map((each) => `${keyOf(each)}.delta`), ...references].toSorted(),
      );
    });

    it('put and delete the last delta, with faults all over, and lose nothing', async () => {
      const proxy = await FaultProxy.start(server);
      inject(proxy, 7, 12);
      const children = ['a', 'b', 'c', 'd'].map((each) => {
        return startChild(proxy.server, 'churn', prefixOf(each), each, '12').end;
      });
      const kept = await Promise.all(children).finally(() => proxy.stop());
      expect(proxy.requests.filter(({ fault }) => fault !== undefined).length).toBeGreaterThan(20);
      expect(kept.reduce((sum, each) => sum + Number(each), 0)).toBeGreaterThan(24);
      await expectAllIntact(storage);
    });
  });
}

const memory = await MemoryS3Server.start();
const deaf = await MemoryS3Server.start();
deaf.ignoreConditions = true;
afterAll(async () => {
  await Promise.all([memory.stop(), deaf.stop()]);
});

describeProcesses('a memory server', memory, 'all in one prefix');
describeProcesses('a store without conditions', deaf, 'one to a prefix');
describeWithS3('S3', (server) => {
  describeProcesses('a real server', server, 'all in one prefix');
});

describe('a process that is killed at any request', () => {
  const server = memory;
  const client = createTestClient(server);
  const storage = new S3Storage({ client });
  beforeEach(async () => {
    await removeBucket(client, BUCKET);
    await storage.createBucket(BUCKET);
  });
  afterEach(() => {
    server.hook = undefined;
  });
  afterAll(() => {
    client.destroy();
  });

  const prepare = async (): Promise<void> => {
    await removeBucket(client, BUCKET);
    await storage.createBucket(BUCKET);
    const body = bufferSource(labelled('old'));
    await putObject(clientOf(storage), { address: at('app/old.zip'), body });
  };

  /** Runs a child that is killed when its n-th request comes; resolves to whether it got that far. */
  async function killAt(number: number, words: readonly string[]): Promise<boolean> {
    let wasKilled = false;
    const proxy = await FaultProxy.start(server);
    const child = startChild(proxy.server, ...words);
    proxy.onRequest = async (request) => {
      if (request.number !== number) return;
      wasKilled = true;
      child.process.kill('SIGKILL');
      await child.end;
    };
    await child.end;
    await proxy.stop();
    return wasKilled;
  }

  const old = labelled('old');
  const young = labelled('new');
  it.each<[string, string[], string, Uint8Array | undefined, Uint8Array | undefined]>([
    ['a put', ['put', 'app/new.zip', 'new'], 'app/new.zip', undefined, young],
    ['the first put of a prefix', ['put', 'b/new.zip', 'new'], 'b/new.zip', undefined, young],
    ['an overwrite', ['put', 'app/old.zip', 'new'], 'app/old.zip', old, young],
    ['the delete of the last delta', ['delete', 'app/old.zip'], 'app/old.zip', old, undefined],
    ['a copy', ['copy', 'app/old.zip', 'b/old.zip'], 'b/old.zip', undefined, old],
  ])('leaves all in order: %s', async (_, words, key, before, after) => {
    let number = 0;
    do {
      number += 1;
      await prepare();
      const isKilled = await killAt(number, words);
      const left = await read(storage, key);
      expect(isKilled ? [before, after] : [after]).toContainEqual(left);
      if (key !== 'app/old.zip') expect(await read(storage, 'app/old.zip')).toEqual(old);
      await expectAllIntact(storage);
      await startChild(server, ...words).end;
      expect(await read(storage, key)).toEqual(after);
      await expectAllIntact(storage);
      if (!isKilled) break;
    } while (number < 50);
    expect(number).toBeGreaterThan(3);
  });
});
