import { describe, expect, it } from 'vitest';
import {
  BUCKET,
  createTestEngine,
  release,
  type TestEngine,
} from '../../test/create-test-engine.ts';
import { bufferSource } from '../bytes/buffer-source.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { putObject } from '../use-cases/put-object.ts';
import { locate } from './locate.ts';

/** Refuses to tell of some keys, as S3 does of absent ones to whoever may not list the bucket. */
function denyHead({ storage }: TestEngine, isDenied: (key: string) => boolean): void {
  const head = storage.head.bind(storage);
  storage.head = async (address, options) => {
    if (isDenied(address.key)) throw new DeltaGliderError('ACCESS_DENIED', 'No.');
    return await head(address, options);
  };
}

const whole = { bucket: BUCKET, key: 'app/notes.txt' };
const delta = { bucket: BUCKET, key: 'app/v1.zip' };

async function filled(): Promise<TestEngine> {
  const world = await createTestEngine();
  for (const address of [whole, delta]) {
    await putObject(world.engine, { address, body: bufferSource(release('1')) });
  }
  return world;
}

describe('locate', () => {
  it('finds what a reader may read although the other place is denied', async () => {
    const world = await filled();
    denyHead(world, (key) => key === 'app/notes.txt.delta' || key === 'app/v1.zip');
    expect(await locate(world.engine, whole, {})).toMatchObject({ stored: 'direct' });
    expect(await locate(world.engine, delta, {})).toMatchObject({ stored: 'delta' });
  });

  it('passes the denial on where nothing can be read', async () => {
    const world = await filled();
    denyHead(world, (key) => key.endsWith('.delta'));
    await expect(locate(world.engine, delta, {})).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    denyHead(world, () => true);
    await expect(locate(world.engine, whole, {})).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('lets nobody write where a place is denied', async () => {
    const world = await filled();
    denyHead(world, (key) => key === 'app/notes.txt.delta');
    const put = putObject(world.engine, { address: whole, body: bufferSource(release('2')) });
    await expect(put).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});
