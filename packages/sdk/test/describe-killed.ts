import type { BucketAdminPort, StoragePort } from '@deltaglider/core';
import { forEveryCall } from '@deltaglider/testing';
import { describe, expect, it } from 'vitest';
import { check, scenarios } from './killed-scenarios.ts';
import { BUCKET, clientOf } from './safety-engine.ts';

/** Registers the suite of a client that ends at any of its storage calls, over a fresh store for each run. */
export function describeKilled(
  name: string,
  create: () => Promise<StoragePort & BucketAdminPort>,
): void {
  describe(`a client killed at any storage call, on ${name}`, () => {
    it.each(scenarios)('loses nothing in $name', async (scenario) => {
      const runs = await forEveryCall((storage) => scenario.action(clientOf(storage)), {
        create: async () => {
          const storage = await create();
          await storage.createBucket(BUCKET);
          await scenario.before(clientOf(storage));
          return storage;
        },
        modes: ['before', 'during', 'after'],
        check: ({ storage, succeeded }) => check(scenario, storage, succeeded),
      });
      expect(runs).toBeGreaterThan(5);
    });

    it.each(scenarios)('loses nothing when one answer is lost in $name', async (scenario) => {
      await forEveryCall((storage) => scenario.action(clientOf(storage)), {
        create: async () => {
          const storage = await create();
          await storage.createBucket(BUCKET);
          await scenario.before(clientOf(storage));
          return storage;
        },
        modes: ['before', 'after'],
        dead: false,
        check: ({ storage, succeeded }) => check(scenario, storage, succeeded),
      });
    });
  });
}
