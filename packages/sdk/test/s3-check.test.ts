import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bufferSource, putObject } from '@deltaglider/core';
import { S3Storage } from '@deltaglider/storage-s3';
import { FaultyStorage } from '@deltaglider/testing';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { expect, it } from 'vitest';
import { checkTrees, type CheckEvent } from '../src/index.ts';
import { clientOf, unrelated, version } from './safety-engine.ts';

describeWithS3('a check of a bucket of S3', (server) => {
  it('reads only what somebody else has written', async () => {
    const client = createTestClient(server);
    const storage = new S3Storage({ client });
    const bucket = await freshBucket(client);
    const path = await mkdtemp(join(tmpdir(), 'dg-s3-check-'));
    await mkdir(join(path, 'app'));
    const engine = clientOf(storage);
    const tree = { 'app/1.zip': version(1), 'app/2.zip': version(2), 'notes.txt': unrelated(1) };
    for (const [name, bytes] of Object.entries(tree)) {
      await writeFile(join(path, name), bytes);
      await putObject(engine, { address: { bucket, key: name }, body: bufferSource(bytes) });
    }
    await writeFile(join(path, 'z.txt'), unrelated(2));
    await storage.put({ bucket, key: 'z.txt' }, bufferSource(unrelated(2)));
    await writeFile(join(path, 'app/2.zip'), version(3));
    const watched = new FaultyStorage(storage);
    const events: CheckEvent[] = [];
    const summary = await checkTrees({
      source: { type: 'file', path },
      destination: { type: 'object', address: { bucket, key: '' }, engine: clientOf(watched) },
      observe: (event) => events.push(event),
    });
    expect(events.map((event) => event.type === 'result' && [event.name, event.status])).toEqual([
      ['app/1.zip', 'equal'],
      ['app/2.zip', 'different'],
      ['notes.txt', 'equal'],
      ['z.txt', 'equal'],
    ]);
    expect(summary).toMatchObject({ equal: 3, different: 1, downloaded: 8000 });
    const reads = watched.calls.filter(({ method }) => method === 'get');
    expect(reads).toMatchObject([{ key: 'z.txt' }]);
    await rm(path, { recursive: true });
    client.destroy();
  });
});
