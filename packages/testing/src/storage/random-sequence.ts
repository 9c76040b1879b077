import type { StorageListOptions, StoragePutOptions } from '@deltaglider/core';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { outcomeOf } from '../expectations/outcome-of.ts';
import { StorageModel } from './model.ts';
import type { StorageContext } from './storage-context.ts';

/** None is a folder of another, so that every storage can hold them all. */
const KEYS = [
  'a',
  'a-',
  'b/1',
  'b/2',
  'b/c/1',
  'b0',
  'd/',
  'd//',
  '%41',
  '../x',
  '\u{1f600}',
  '\uff5e',
];
const LISTS: readonly StorageListOptions[] = [
  {},
  { delimiter: '/' },
  { prefix: 'b/', delimiter: '/' },
  { prefix: 'b' },
  { startAfter: 'b/2' },
  { startAfter: 'a-', delimiter: '/' },
];

type Condition = 'none' | 'absent' | 'current' | 'stale';

export type Step =
  | { readonly do: 'put'; readonly key: string; readonly content: string; readonly when: Condition }
  | { readonly do: 'delete'; readonly key: string; readonly when: Condition }
  | { readonly do: 'copy'; readonly key: string; readonly to: string; readonly when: Condition }
  | { readonly do: 'deleteMany'; readonly keys: readonly string[] }
  | { readonly do: 'list'; readonly options: StorageListOptions };

const key = fc.constantFrom(...KEYS);
const when = fc.constantFrom<Condition[]>('none', 'absent', 'current', 'stale');

/** Random steps over a few keys, so that they meet each other often. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('put' as const),
      key,
      content: fc.string({ maxLength: 20 }),
      when,
    }),
    fc.record({ do: fc.constant('delete' as const), key, when }),
    fc.record({ do: fc.constant('copy' as const), key, to: key, when }),
    fc.record({ do: fc.constant('deleteMany' as const), keys: fc.array(key, { maxLength: 4 }) }),
    fc.record({ do: fc.constant('list' as const), options: fc.constantFrom(...LISTS) }),
  ),
  { minLength: 1, maxLength: 25 },
);

/** Takes the steps on a storage and on the model, and compares after each. */
export async function runSequence(
  context: StorageContext,
  sequence: readonly Step[],
): Promise<void> {
  const run = new Run(context);
  for (const step of sequence) await run.take(step);
  for (const options of LISTS) await run.compareLists(options);
  await run.compareObjects();
}

class Run {
  readonly #context: StorageContext;
  readonly #model = new StorageModel();
  /** The storage's ETag of every version that the model knows. */
  readonly #etags = new Map<number, string>();

  constructor(context: StorageContext) {
    this.#context = context;
  }

  async take(step: Step): Promise<void> {
    const { storage, at, put } = this.#context;
    if (step.do === 'list') return this.compareLists(step.options);
    if (step.do === 'deleteMany') {
      await storage().deleteMany(at('').bucket, step.keys);
      for (const gone of step.keys) this.#model.objects.delete(gone);
      return;
    }
    const options = this.#condition(step.key, step.when);
    if (step.do === 'put') {
      const metadata = { step: step.when };
      const call = put(step.key, step.content, { ...options, metadata });
      const etag = await this.#settle(call, this.#expectPut(step.key, step.when));
      if (etag !== undefined)
        this.#etags.set(this.#model.put(step.key, step.content, metadata), etag);
    } else if (step.do === 'delete') {
      const stale = options.ifMatch !== undefined && this.#isStale(step.key, step.when);
      const call = storage().delete(at(step.key), { ifMatch: options.ifMatch });
      expect(await outcomeOf(call)).toBe(stale ? 'PRECONDITION_FAILED' : 'resolved');
      if (!stale) this.#model.objects.delete(step.key);
    } else await this.#copy(step, options);
  }

  async compareLists(options: StorageListOptions): Promise<void> {
    expect(await this.#context.list(options)).toEqual(this.#model.list(options));
  }

  async compareObjects(): Promise<void> {
    const { storage, at, read } = this.#context;
    for (const name of KEYS) {
      const expected = this.#model.objects.get(name);
      const found = await storage().head(at(name));
      expect(found?.metadata).toEqual(expected?.metadata);
      expect(found?.etag).toBe(expected && this.#etags.get(expected.version));
      if (expected !== undefined) expect(await read(name)).toBe(expected.content);
    }
  }

  async #copy(step: Step & { do: 'copy' }, options: StoragePutOptions): Promise<void> {
    const { storage, at } = this.#context;
    const source = this.#model.objects.get(step.key);
    let expected = 'resolved';
    if (source === undefined) expected = 'OBJECT_NOT_FOUND';
    else if (options.ifMatch !== undefined && step.when === 'stale')
      expected = 'PRECONDITION_FAILED';
    else if (step.when === 'absent' && this.#model.objects.has(step.to)) expected = 'OBJECT_EXISTS';
    const etag = await this.#settle(storage().copy(at(step.key), at(step.to), options), expected);
    if (etag === undefined || source === undefined) return;
    this.#etags.set(this.#model.put(step.to, source.content, source.metadata), etag);
  }

  async #settle(
    call: Promise<{ readonly etag: string }>,
    expected: string,
  ): Promise<string | undefined> {
    const outcome = await outcomeOf(call);
    expect(outcome).toBe(expected);
    return outcome === 'resolved' ? (await call).etag : undefined;
  }

  #condition(name: string, condition: Condition): StoragePutOptions {
    if (condition === 'absent') return { ifAbsent: true };
    if (condition === 'none') return {};
    const version = this.#model.objects.get(name)?.version;
    const current = version === undefined ? undefined : this.#etags.get(version);
    return { ifMatch: condition === 'current' && current !== undefined ? current : '0'.repeat(8) };
  }

  #isStale(name: string, condition: Condition): boolean {
    return condition === 'stale' && this.#model.objects.has(name);
  }

  #expectPut(name: string, condition: Condition): string {
    const taken = this.#model.objects.has(name);
    if (condition === 'absent' && taken) return 'OBJECT_EXISTS';
    if (condition === 'stale' || (condition === 'current' && !taken)) return 'PRECONDITION_FAILED';
    return 'resolved';
  }
}
