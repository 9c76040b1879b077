import { MemoryStorage, type StoragePort } from '@deltaglider/core';
import { errorOf, type Fault, type FaultMode } from './fault.ts';
import { FaultyStorage } from './faulty-storage.ts';
import { formatCall, type StorageCall } from './storage-call.ts';

/** What a scenario left behind when one of its calls had failed. */
export interface FaultOutcome {
  /** The storage below the faults, in good health. */
  readonly storage: StoragePort;
  /** `undefined` in the run without a fault, which is checked first. */
  readonly fault: Fault | undefined;
  /** The calls that were made, those behind the fault too. */
  readonly calls: readonly StorageCall[];
  /** Whether the scenario reported success. */
  readonly succeeded: boolean;
  /** What the scenario rejected with. */
  readonly error: unknown;
}

export interface ForEveryCallOptions {
  /** A fresh storage, prepared, for each run. @default a MemoryStorage with the bucket `bucket` */
  readonly create?: () => Promise<StoragePort>;
  /** Throws when what is left in the storage breaks a promise. */
  readonly check: (outcome: FaultOutcome) => Promise<void>;
  /** @default ['before', 'after'] */
  readonly modes?: readonly FaultMode[];
  /** Whether every later call fails as well: a killed process. @default true */
  readonly dead?: boolean;
}

/**
 * Runs a scenario once to count its calls, then once per call and mode with that call failing, and checks
 * what is left each time. Resolves to the number of faulty runs.
 */
export async function forEveryCall(
  scenario: (storage: FaultyStorage) => Promise<unknown>,
  options: ForEveryCallOptions,
): Promise<number> {
  const { create = createMemory, modes = ['before', 'after'], dead = true } = options;
  const run = async (fault: Fault | undefined): Promise<FaultOutcome> => {
    const storage = await create();
    const faulty = new FaultyStorage(storage, fault === undefined ? [] : [fault]);
    const ended = await settle(() => scenario(faulty));
    return { storage, fault, calls: faulty.calls, ...ended };
  };
  const flawless = await run(undefined);
  if (!flawless.succeeded) throw flawless.error;
  await checkOutcome(flawless, options.check);
  const faults = flawless.calls.flatMap(({ number }) =>
    modes.map((mode) => ({ call: number, mode, dead })),
  );
  for (const fault of faults) {
    await checkOutcome(await run({ ...fault, error: errorOf(fault) }), options.check);
  }
  return faults.length;
}

async function createMemory(): Promise<StoragePort> {
  const storage = new MemoryStorage();
  await storage.createBucket('bucket');
  return storage;
}

async function settle(
  scenario: () => Promise<unknown>,
): Promise<Pick<FaultOutcome, 'succeeded' | 'error'>> {
  try {
    await scenario();
    return { succeeded: true, error: undefined };
  } catch (error) {
    return { succeeded: false, error };
  }
}

async function checkOutcome(
  outcome: FaultOutcome,
  check: ForEveryCallOptions['check'],
): Promise<void> {
  try {
    await check(outcome);
  } catch (error) {
    throw new Error(describeOutcome(outcome, error), { cause: error });
  }
}

function describeOutcome(outcome: FaultOutcome, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  const { fault, calls } = outcome;
  const where =
    fault === undefined
      ? 'without a fault'
      : `when call ${fault.call} failed ${fault.mode} its effect`;
  return `The check failed ${where}: ${reason}\nCalls:\n  ${calls.map(formatCall).join('\n  ')}`;
}
