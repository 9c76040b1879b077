import { bufferSource, type StoragePort } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import type { FaultOutcome } from './for-every-call.ts';
import { forEveryCall } from './for-every-call.ts';

const from = { bucket: 'bucket', key: 'from' };
const to = { bucket: 'bucket', key: 'to' };
const source = bufferSource(new Uint8Array(3));

async function move(storage: StoragePort): Promise<void> {
  await storage.put(from, source);
  await storage.copy(from, to);
  await storage.delete(from);
}

describe('forEveryCall', () => {
  it('runs once without a fault, then once per call and mode', async () => {
    const seen: string[] = [];
    const check = async ({ fault, succeeded, calls }: FaultOutcome): Promise<void> => {
      seen.push(`${fault?.call ?? '-'} ${fault?.mode ?? '-'} ${succeeded} ${calls.length}`);
    };
    expect(await forEveryCall(move, { check })).toBe(6);
    expect(seen).toEqual([
      '- - true 3',
      '1 before false 1',
      '1 after false 1',
      '2 before false 2',
      '2 after false 2',
      '3 before false 3',
      '3 after false 3',
    ]);
  });

  it('finds the call at which a promise breaks, and names it', async () => {
    const careless = async (storage: StoragePort): Promise<void> => {
      await storage.put(from, source);
      await storage.delete(from);
      await storage.put(to, source);
    };
    const check = async ({ storage, calls }: FaultOutcome): Promise<void> => {
      const kept = (await storage.head(from)) ?? (await storage.head(to));
      if (calls.length > 1) expect(kept, 'one of them is there').toBeDefined();
    };
    await expect(forEveryCall(careless, { check })).rejects.toThrow(
      /when call 2 failed after its effect: one of them is there[^]*2: delete s3:\/\/bucket\/from/,
    );
  });

  it('lets a scenario go on when only one call fails', async () => {
    const retrying = async (storage: StoragePort): Promise<void> => {
      await storage.put(from, source).catch(() => storage.put(from, source));
    };
    const check = async ({ storage, succeeded }: FaultOutcome): Promise<void> => {
      expect(succeeded).toBe(true);
      expect(await storage.head(from)).toBeDefined();
    };
    expect(await forEveryCall(retrying, { check, dead: false })).toBe(2);
  });

  it('reports a scenario that fails by itself', async () => {
    const scenario = async (): Promise<void> => {
      throw new Error('broken scenario');
    };
    await expect(forEveryCall(scenario, { check: async () => undefined })).rejects.toThrow(
      'broken',
    );
  });
});
