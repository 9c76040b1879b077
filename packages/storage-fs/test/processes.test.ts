import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { outcomeOf, rejectionOf } from '@deltaglider/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFsStorage } from '../src/index.ts';
import { buildChild, removeChild, startChild, type Child } from './start-child.ts';
import { at, listKeys, readText, text, useRoot } from './temporary-root.ts';

describe('several processes', () => {
  const { path, open } = useRoot();
  let program: string;
  beforeAll(async () => {
    program = await buildChild('processes');
  });
  afterAll(() => removeChild(program));

  const start = (...args: string[]): Child =>
    startChild(process.execPath, [program, path(), ...args]);
  const kill = async (child: Child): Promise<void> => {
    child.process.kill('SIGKILL');
    await once(child.process, 'close');
  };
  const temporaries = (): Promise<string[]> => readdir(path('bucket', '%private', 'tmp'));

  it('count right by compare-and-swap', async () => {
    await open().put(at('counter'), text('0'));
    await Promise.all(Array.from({ length: 8 }, () => start('count', '5').finish()));
    expect(await readText(open(), 'counter')).toBe('40');
    expect(await readdir(path('bucket', '%private', 'locks'))).toEqual([]);
  });

  it('create each key once, with the winner’s bytes', async () => {
    const said = await Promise.all(Array.from({ length: 8 }, () => start('create', '10').finish()));
    const lines = said.flat().map((line) => line.split(' '));
    for (let i = 0; i < 10; i++) {
      const tries = lines.filter(([key]) => key === String(i));
      const winners = tries.filter(([, , outcome]) => outcome === 'resolved');
      expect(winners).toHaveLength(1);
      expect(tries.filter(([, , outcome]) => outcome === 'OBJECT_EXISTS')).toHaveLength(7);
      expect(await readText(open(), `made/${i}/key`)).toBe(winners[0]?.[1]);
    }
  });

  it('put into folders that others remove', async () => {
    await Promise.all(Array.from({ length: 6 }, () => start('churn', '25').finish()));
    expect(await readdir(path('bucket'))).toEqual(['%private']);
    expect(await temporaries()).toEqual([]);
  });

  it('see nothing of a put that was killed, and clean up after it', async () => {
    const child = start('put-slowly', 'folder/key');
    expect(await child.nextLine()).toBe('reading');
    expect(await temporaries()).toHaveLength(1);
    await kill(child);
    expect(await listKeys(open())).toEqual([]);
    expect(await open().head(at('folder/key'))).toBeUndefined();
    expect(await temporaries()).toHaveLength(1);
    const storage = await openFsStorage({ root: path() });
    expect(await temporaries()).toEqual([]);
    await storage.put(at('folder/key'), text('again'), { ifAbsent: true });
  });

  it('keep the old object when its replacement was killed', async () => {
    await open().put(at('key'), text('old'), { metadata: { a: 'b' } });
    const child = start('put-slowly', 'key');
    expect(await child.nextLine()).toBe('reading');
    await kill(child);
    expect(await readText(open(), 'key')).toBe('old');
    expect((await open().head(at('key')))?.metadata).toEqual({ a: 'b' });
  });

  it('leave alone what a running process is writing', async () => {
    const child = start('put-slowly', 'key');
    expect(await child.nextLine()).toBe('reading');
    await openFsStorage({ root: path() });
    expect(await temporaries()).toHaveLength(1);
    child.process.stdin.end('go on\n');
    expect(await child.finish()).toEqual(['resolved']);
    expect(await open().head(at('key'))).toMatchObject({ size: 3 << 20 });
  });

  it('wait for a lock whose holder runs, and take it from one that was killed', async () => {
    await open().put(at('key'), text('old'));
    const child = start('hold-lock', 'key');
    expect(await child.nextLine()).toBe('holding');
    const controller = new AbortController();
    const reason = new Error('waited long enough');
    const waiting = rejectionOf(open().put(at('key'), text('new'), { signal: controller.signal }));
    expect(await outcomeOf(open().put(at('other'), text('not concerned')))).toBe('resolved');
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    expect(await readText(open(), 'key')).toBe('old');
    const putting = open().put(at('key'), text('new'));
    await kill(child);
    await putting;
    expect(await readText(open(), 'key')).toBe('new');
    expect(await readdir(path('bucket', '%private', 'locks'))).toEqual([]);
  });
});
