import {
  closing,
  discard,
  type AbortOptions,
  type ByteSource,
  type DeleteFailure,
  type ListEntry,
  type ObjectAddress,
  type StorageCopyOptions,
  type StorageDeleteOptions,
  type StorageGetOptions,
  type StorageListOptions,
  type StoragePort,
  type StoragePutOptions,
  type StoredObject,
  type StoredObjectBody,
} from '@deltaglider/core';
import { errorOf, type Fault } from './fault.ts';
import type { StorageCall } from './storage-call.ts';

/** A storage whose calls are numbered, logged, and fail where a test wants them to. */
export class FaultyStorage implements StoragePort {
  readonly #storage: StoragePort;
  readonly #faults: Map<number, Fault>;
  readonly #calls: StorageCall[] = [];
  #death: { readonly error: unknown } | undefined;

  constructor(storage: StoragePort, faults: readonly Fault[] = []) {
    this.#storage = storage;
    this.#faults = new Map(faults.map((fault) => [fault.call, fault]));
  }

  /** Every call so far, those that failed too. */
  get calls(): readonly StorageCall[] {
    return this.#calls;
  }

  /** Adds a fault for a call to come. */
  failAt(fault: Fault): void {
    this.#faults.set(fault.call, fault);
  }

  /** The next call, and every later one, fails: the process was killed just now. */
  kill(error?: unknown): void {
    this.#death = { error: error ?? errorOf({ call: this.#calls.length, mode: 'before' }) };
  }

  async head(address: ObjectAddress, options?: AbortOptions): Promise<StoredObject | undefined> {
    return this.#run({ method: 'head', ...address }, () => this.#storage.head(address, options));
  }

  async get(address: ObjectAddress, options?: StorageGetOptions): Promise<StoredObjectBody> {
    return this.#run({ method: 'get', ...address }, async (fault) => {
      const found = await this.#storage.get(address, options);
      const passed = this.#breakOff(found.body, (chunk) => chunk.length, fault);
      return { ...found, body: closing(passed, () => discard(found.body)) };
    });
  }

  async put(
    address: ObjectAddress,
    source: ByteSource,
    options?: StoragePutOptions,
  ): Promise<StoredObject> {
    return this.#run({ method: 'put', ...address }, async (fault) => {
      const broken = this.#breakSource(source, fault);
      const stored = await this.#storage.put(address, broken, options);
      // A source that ended before the fault's place: the answer is lost instead.
      if (fault !== undefined) throw this.#fire(fault);
      return stored;
    });
  }

  async delete(address: ObjectAddress, options?: StorageDeleteOptions): Promise<void> {
    return this.#run({ method: 'delete', ...address }, (fault) => {
      if (fault !== undefined) throw this.#fire(fault);
      return this.#storage.delete(address, options);
    });
  }

  async deleteMany(
    bucket: string,
    keys: readonly string[],
    options?: AbortOptions,
  ): Promise<readonly DeleteFailure[]> {
    return this.#run({ method: 'deleteMany', bucket, key: keys.join(',') }, async (fault) => {
      if (fault === undefined) return this.#storage.deleteMany(bucket, keys, options);
      await this.#storage.deleteMany(bucket, keys.slice(0, fault.progress ?? 1), options);
      throw this.#fire(fault);
    });
  }

  async copy(
    from: ObjectAddress,
    to: ObjectAddress,
    options?: StorageCopyOptions,
  ): Promise<StoredObject> {
    return this.#run({ method: 'copy', ...from, to: `s3://${to.bucket}/${to.key}` }, (fault) => {
      if (fault !== undefined) throw this.#fire(fault);
      return this.#storage.copy(from, to, options);
    });
  }

  async getTags(
    address: ObjectAddress,
    options?: AbortOptions,
  ): Promise<Readonly<Record<string, string>>> {
    return this.#run({ method: 'getTags', ...address }, async (fault) => {
      if (fault !== undefined) throw this.#fire(fault);
      return (await this.#storage.getTags?.(address, options)) ?? {};
    });
  }

  async *list(bucket: string, options?: StorageListOptions): AsyncGenerator<ListEntry> {
    const call = { method: 'list', bucket, key: options?.prefix ?? '' } as const;
    const { fault, entries } = await this.#run(call, async (during) => ({
      fault: during,
      entries: this.#storage.list(bucket, options),
    }));
    yield* this.#breakOff(entries, () => 1, fault);
  }

  /** Numbers a call, and fails it as planned; `operation` gets the fault when it has to break on the way. */
  async #run<T>(
    call: Omit<StorageCall, 'number'>,
    operation: (during: Fault | undefined) => Promise<T>,
  ): Promise<T> {
    const number = this.#calls.length + 1;
    this.#calls.push({ number, ...call });
    this.#assertAlive();
    const fault = this.#faults.get(number);
    if (fault?.mode === 'before' || (fault?.mode === 'during' && call.method === 'head')) {
      throw this.#fire(fault);
    }
    const result = await operation(fault?.mode === 'during' ? fault : undefined);
    try {
      // A killed process learns nothing more, not even of what had been under way.
      this.#assertAlive();
      if (fault?.mode === 'after') throw this.#fire(fault);
      return result;
    } catch (error) {
      // Nobody gets the answer, so nobody would close what it holds open.
      if (isStoredBody(result)) await discard(result.body);
      throw error;
    }
  }

  #breakSource(source: ByteSource, fault: Fault | undefined): ByteSource {
    let left = fault === undefined ? Infinity : (fault.progress ?? 1);
    return {
      size: source.size,
      read: async (offset, length, options) => {
        this.#assertAlive();
        const bytes = await source.read(offset, length, options);
        left -= bytes.length;
        if (fault !== undefined && left < 0) throw this.#fire(fault);
        return bytes;
      },
    };
  }

  async *#breakOff<T>(
    items: AsyncIterable<T>,
    weigh: (item: T) => number,
    fault: Fault | undefined,
  ): AsyncGenerator<T> {
    let left = fault === undefined ? Infinity : (fault.progress ?? 1);
    for await (const item of items) {
      this.#assertAlive();
      const weight = weigh(item);
      if (fault !== undefined && weight > left) {
        if (left > 0 && item instanceof Uint8Array) yield item.subarray(0, left) as T;
        throw this.#fire(fault);
      }
      left -= weight;
      yield item;
    }
    // What ends before the fault's place breaks at its end, so that no fault is lost.
    if (fault !== undefined) throw this.#fire(fault);
  }

  #fire(fault: Fault): unknown {
    const error = errorOf(fault);
    if (fault.dead === true) this.#death = { error };
    return error;
  }

  #assertAlive(): void {
    if (this.#death !== undefined) throw this.#death.error;
  }
}

function isStoredBody(result: unknown): result is StoredObjectBody {
  return typeof result === 'object' && result !== null && 'body' in result;
}
