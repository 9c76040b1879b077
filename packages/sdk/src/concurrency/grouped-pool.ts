/** How far planning may run ahead of the work. */
const BACKLOG = 1000;

export interface GroupedPoolOptions<T> {
  /** How many run at the same time. */
  readonly concurrency: number;
  /** Resolves to whether it succeeded; rejects only to stop everything. */
  readonly run: (item: T) => Promise<boolean>;
  /**
   * Items of one group start together only after one of them has succeeded; `undefined` waits for nobody.
   */
  readonly groupOf: (item: T) => string | undefined;
}

interface Group<T> {
  /** `open` once an item has succeeded. */
  state: 'first' | 'open';
  readonly waiting: T[];
}

/**
 * Runs items with bounded concurrency, and the first of each group alone: the first upload to a deltaspace
 * creates the reference that the others are encoded against, so starting them together would only make them
 * race for it and upload it many times over.
 */
export class GroupedPool<T> {
  readonly #options: GroupedPoolOptions<T>;
  readonly #groups = new Map<string, Group<T>>();
  readonly #ready: T[] = [];
  #waiting = 0;
  #active = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(options: GroupedPoolOptions<T>) {
    this.#options = options;
  }

  /**
   * Resolves when every item has run. When the items or a run reject, nothing new is started, what is under
   * way is awaited, and the first reason is thrown.
   */
  async run(items: AsyncIterable<T>): Promise<void> {
    try {
      for await (const item of items) {
        this.#offer(item);
        await this.#until(() => this.#ready.length + this.#waiting < BACKLOG);
        if (this.#failure !== undefined) break;
      }
    } catch (error) {
      this.#fail(error);
    }
    await this.settled();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Resolves once every item so far has run. Only for the sequence of items, before it yields the next one. */
  async settled(): Promise<void> {
    await this.#until(() => this.#active === 0 && this.#ready.length === 0 && this.#waiting === 0);
  }

  #offer(item: T): void {
    const name = this.#options.groupOf(item);
    const group = name === undefined ? undefined : this.#groups.get(name);
    if (group?.state === 'first') {
      group.waiting.push(item);
      this.#waiting++;
      return;
    }
    if (name !== undefined && group === undefined) {
      this.#groups.set(name, { state: 'first', waiting: [] });
    }
    this.#ready.push(item);
    this.#pump();
  }

  #pump(): void {
    while (this.#active < this.#options.concurrency) {
      const item = this.#ready.shift();
      if (item === undefined) return;
      this.#active++;
      void this.#start(item);
    }
  }

  async #start(item: T): Promise<void> {
    let succeeded = false;
    try {
      succeeded = await this.#options.run(item);
    } catch (error) {
      this.#fail(error);
    }
    this.#active--;
    this.#release(item, succeeded);
    this.#pump();
    this.#wake();
  }

  /** Lets everybody in after a success; after a failure the next one is the first. */
  #release(item: T, succeeded: boolean): void {
    const name = this.#options.groupOf(item);
    const group = name === undefined ? undefined : this.#groups.get(name);
    if (name === undefined || group?.state !== 'first') return;
    if (succeeded) group.state = 'open';
    const next = group.waiting.splice(0, succeeded ? group.waiting.length : 1);
    this.#waiting -= next.length;
    this.#ready.push(...next);
    if (!succeeded && next.length === 0) this.#groups.delete(name);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#ready.length = 0;
    for (const group of this.#groups.values()) group.waiting.length = 0;
    this.#waiting = 0;
    this.#wake();
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
