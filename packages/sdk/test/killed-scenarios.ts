import { copyObject, deleteObject, type Engine, type StoragePort } from '@deltaglider/core';
import { expect } from 'vitest';
import { at, clientOf, expectAllIntact, put, read, unrelated, version } from './safety-engine.ts';

/** Something that a client is killed in. */
export interface Scenario {
  readonly name: string;
  /** What is in the bucket before. */
  readonly before: (engine: Engine) => Promise<void>;
  /** What a client is killed in. */
  readonly action: (engine: Engine) => Promise<unknown>;
  /** The key that the action changes, and its bytes before and after; `undefined` for absent. */
  readonly key: string;
  readonly old: Uint8Array | undefined;
  readonly new: Uint8Array | undefined;
  /** Objects that the action has nothing to do with. */
  readonly bystanders?: Readonly<Record<string, Uint8Array>>;
}

const nothing = async () => undefined;

export const scenarios: readonly Scenario[] = [
  {
    name: 'the first put of a prefix',
    before: nothing,
    action: (engine) => put(engine, 'app/1.zip', version(1)),
    key: 'app/1.zip',
    old: undefined,
    new: version(1),
  },
  {
    name: 'a later put',
    before: (engine) => put(engine, 'app/1.zip', version(1)),
    action: (engine) => put(engine, 'app/2.zip', version(2)),
    key: 'app/2.zip',
    old: undefined,
    new: version(2),
    bystanders: { 'app/1.zip': version(1) },
  },
  {
    name: 'an overwrite of a delta by a delta',
    before: (engine) => put(engine, 'app/1.zip', version(1)),
    action: (engine) => put(engine, 'app/1.zip', version(2)),
    key: 'app/1.zip',
    old: version(1),
    new: version(2),
  },
  {
    name: 'an overwrite of the last delta by a whole object',
    before: (engine) => put(engine, 'app/1.zip', version(1)),
    action: (engine) => put(engine, 'app/1.zip', version(2), false),
    key: 'app/1.zip',
    old: version(1),
    new: version(2),
  },
  {
    name: 'an overwrite of a whole object by a delta',
    before: async (engine) => {
      await put(engine, 'app/0.zip', version(0));
      await put(engine, 'app/1.zip', version(1), false);
    },
    action: (engine) => put(engine, 'app/1.zip', version(2)),
    key: 'app/1.zip',
    old: version(1),
    new: version(2),
    bystanders: { 'app/0.zip': version(0) },
  },
  {
    name: 'an overwrite by something that is not worth a delta',
    before: async (engine) => {
      await put(engine, 'app/0.zip', version(0));
      await put(engine, 'app/1.zip', version(1));
    },
    action: (engine) => put(engine, 'app/1.zip', unrelated(1)),
    key: 'app/1.zip',
    old: version(1),
    new: unrelated(1),
    bystanders: { 'app/0.zip': version(0) },
  },
  {
    name: 'the delete of one of two deltas',
    before: async (engine) => {
      await put(engine, 'app/0.zip', version(0));
      await put(engine, 'app/1.zip', version(1));
    },
    action: (engine) => deleteObject(engine, { address: at('app/1.zip') }),
    key: 'app/1.zip',
    old: version(1),
    new: undefined,
    bystanders: { 'app/0.zip': version(0) },
  },
  {
    name: 'the delete of the last delta',
    before: (engine) => put(engine, 'app/1.zip', version(1)),
    action: (engine) => deleteObject(engine, { address: at('app/1.zip') }),
    key: 'app/1.zip',
    old: version(1),
    new: undefined,
  },
  {
    name: 'a copy to another prefix',
    before: (engine) => put(engine, 'app/1.zip', version(1)),
    action: (engine) => copyObject(engine, { from: at('app/1.zip'), to: at('b/1.zip') }),
    key: 'b/1.zip',
    old: undefined,
    new: version(1),
    bystanders: { 'app/1.zip': version(1) },
  },
  {
    name: 'a copy of a whole object over a delta',
    before: async (engine) => {
      await put(engine, 'a.txt', unrelated(1));
      await put(engine, 'app/1.zip', version(1));
    },
    action: (engine) =>
      copyObject(engine, { from: at('a.txt'), to: at('app/1.zip'), delta: false }),
    key: 'app/1.zip',
    old: version(1),
    new: unrelated(1),
    bystanders: { 'a.txt': unrelated(1) },
  },
];

/** What must hold wherever it was killed; and doing it again must succeed. */
export async function check(
  scenario: Scenario,
  storage: StoragePort,
  succeeded: boolean,
): Promise<void> {
  for (const [key, bytes] of Object.entries(scenario.bystanders ?? {})) {
    expect(await read(storage, key)).toEqual(bytes);
  }
  const now = await read(storage, scenario.key);
  if (succeeded) expect(now).toEqual(scenario.new);
  else expect([scenario.old, scenario.new]).toContainEqual(now);
  await expectAllIntact(storage);
  // Whatever the crash left behind does not stand in the way of doing it again.
  await scenario.action(clientOf(storage)).catch((error: unknown) => {
    throw new Error('the second attempt failed', { cause: error });
  });
  expect(await read(storage, scenario.key)).toEqual(scenario.new);
  await expectAllIntact(storage);
}
