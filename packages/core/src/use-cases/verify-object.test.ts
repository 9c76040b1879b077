import { describe, expect, it } from 'vitest';
import { BUCKET, createTestEngine, noise, release } from '../../test/create-test-engine.ts';
import { bufferSource } from '../bytes/buffer-source.ts';
import { putObject } from './put-object.ts';
import { verifyObject } from './verify-object.ts';

const at = (key: string) => ({ bucket: BUCKET, key });

describe('verifyObject', () => {
  it('finds intact objects valid, by their logical names', async () => {
    const { engine } = await createTestEngine();
    for (const key of ['app/v1.zip', 'app/v1.txt']) {
      const put = await putObject(engine, { address: at(key), body: bufferSource(release('1')) });
      const result = await verifyObject(engine, { address: at(key) });
      expect(result).toMatchObject({
        valid: true,
        size: 20_000,
        expectedSha256: put.sha256,
        actualSha256: put.sha256,
        message: `s3://releases/${key} is intact.`,
      });
    }
  });

  it('says that a foreign object has nothing to compare with', async () => {
    const { engine, storage } = await createTestEngine();
    await storage.put(at('x.bin'), bufferSource(noise(1)));
    const result = await verifyObject(engine, { address: at('x.bin') });
    expect(result).toMatchObject({ valid: true, stored: 'foreign', expectedSha256: undefined });
    expect(result.message).toContain('no digest');
  });

  it('reports damage as a result, with both digests', async () => {
    const { engine, storage } = await createTestEngine();
    const put = await putObject(engine, { address: at('x.txt'), body: bufferSource(noise(1)) });
    const { metadata } = (await storage.head(at('x.txt'))) ?? {};
    await storage.put(at('x.txt'), bufferSource(noise(2)), { metadata });
    const result = await verifyObject(engine, { address: at('x.txt') });
    expect(result).toMatchObject({ valid: false, expectedSha256: put.sha256 });
    expect(result.error).toMatchObject({ code: 'INTEGRITY_MISMATCH' });
    expect(result.actualSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('does not call an object damaged that is not there', async () => {
    const { engine } = await createTestEngine();
    await expect(verifyObject(engine, { address: at('none') })).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
    });
  });
});
