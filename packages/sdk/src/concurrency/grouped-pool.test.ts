import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { GroupedPool } from './grouped-pool.ts';

async function* of<T>(...items: T[]): AsyncIterable<T> {
  yield* items;
}

/** Runs items like `a1` in the group of their letter, and writes down who ran beside whom. */
function record(options: { concurrency: number; fails?: (item: string) => boolean }) {
  const log: string[] = [];
  const state = { running: 0, most: 0 };
  const pool = new GroupedPool<string>({
    concurrency: options.concurrency,
    groupOf: (item) => (item.startsWith('-') ? undefined : item.charAt(0)),
    run: async (item) => {
      log.push(`+${item}`);
      state.most = Math.max(state.most, ++state.running);
      await tick();
      await tick();
      state.running--;
      log.push(`-${item}`);
      return !(options.fails?.(item) ?? false);
    },
  });
  return { pool, log, state };
}

describe('GroupedPool', () => {
  it('runs everything, and never more than allowed at once', async () => {
    const items = Array.from({ length: 50 }, (_, i) => `-${i}`);
    const { pool, log, state } = record({ concurrency: 3 });
    await pool.run(of(...items));
    expect(log).toHaveLength(100);
    expect(state.most).toBe(3);
  });

  it('lets the first of a group succeed before the others start', async () => {
    const { pool, log } = record({ concurrency: 4 });
    await pool.run(of('a1', 'a2', 'a3', 'b1', '-x'));
    expect(log.slice(0, 3)).toEqual(['+a1', '+b1', '+-x']);
    expect(log.indexOf('+a2')).toBeGreaterThan(log.indexOf('-a1'));
    expect(log.indexOf('+a3')).toBeLessThan(log.indexOf('-a2'));
  });

  it('tries the next alone when the first failed', async () => {
    const { pool, log } = record({ concurrency: 4, fails: (item) => item === 'a1' });
    await pool.run(of('a1', 'a2', 'a3'));
    expect(log).toEqual(['+a1', '-a1', '+a2', '-a2', '+a3', '-a3']);
  });

  it('ends when every item of a group fails', async () => {
    const { pool, log } = record({ concurrency: 2, fails: () => true });
    await pool.run(of('a1', 'a2', 'a3'));
    expect(log).toHaveLength(6);
  });

  it('plans no further ahead than it has to', async () => {
    let planned = 0;
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const pool = new GroupedPool<number>({
      concurrency: 1,
      groupOf: () => undefined,
      run: async () => {
        await gate;
        return true;
      },
    });
    async function* endless() {
      for (; planned < 5000; planned++) yield planned;
    }
    const done = pool.run(endless());
    for (let i = 0; i < 3000; i++) await tick();
    expect(planned).toBeLessThan(1100);
    release();
    await done;
    expect(planned).toBe(5000);
  });

  it('awaits what is under way when planning fails, and starts nothing new', async () => {
    const { pool, log } = record({ concurrency: 1 });
    async function* broken() {
      yield '-1';
      yield '-2';
      throw new Error('The listing broke.');
    }
    await expect(pool.run(broken())).rejects.toThrow('The listing broke.');
    expect(log).toEqual(['+-1', '--1']);
  });

  it('stops with the first reason that a run rejects with', async () => {
    const log: string[] = [];
    const pool = new GroupedPool<string>({
      concurrency: 2,
      groupOf: () => undefined,
      run: async (item) => {
        await tick();
        if (item === 'bad') throw new Error('Stop.');
        await tick();
        log.push(item);
        return true;
      },
    });
    await expect(pool.run(of('bad', 'b', 'c', 'd'))).rejects.toThrow('Stop.');
    expect(log).toEqual(['b']);
  });
});
