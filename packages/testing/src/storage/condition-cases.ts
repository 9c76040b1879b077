import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../expectations/outcome-of.ts';
import type { StorageContext } from './storage-context.ts';

export function conditionCases(context: StorageContext): void {
  describe('put with ifAbsent', () => {
    ifAbsentCases(context);
  });
  describe('put with ifMatch', () => {
    ifMatchCases(context);
  });
}

/** What the outcomes of a race must be: one winner, or at least one where the store cannot promise more. */
function expectWinner(outcomes: readonly string[], loss: string, racy: string | undefined): void {
  const winners = outcomes.filter((outcome) => outcome === 'resolved').length;
  const losers = outcomes.filter((outcome) => outcome === loss).length;
  expect(winners + losers).toBe(outcomes.length);
  if (racy === undefined) expect(winners).toBe(1);
  else expect(winners).toBeGreaterThan(0);
}

function ifAbsentCases({ storage, at, put, read, list, deviations }: StorageContext): void {
  const racy = deviations.racyWrites;
  const one = racy === undefined ? 'exactly one' : 'at least one';
  const because = racy === undefined ? '' : `: ${racy}`;

  it('creates', async () => {
    await put('folder/key', 'one', { ifAbsent: true, metadata: { a: 'b' } });
    expect(await read('folder/key')).toBe('one');
    expect((await storage().head(at('folder/key')))?.metadata).toEqual({ a: 'b' });
  });

  it('rejects with OBJECT_EXISTS and changes nothing when the key is taken', async () => {
    const { etag } = await put('key', 'one');
    expect(await outcomeOf(put('key', 'two', { ifAbsent: true }))).toBe('OBJECT_EXISTS');
    expect(await read('key')).toBe('one');
    expect((await storage().head(at('key')))?.etag).toBe(etag);
    expect(await list()).toEqual(['key']);
  });

  it('creates again what was deleted', async () => {
    await put('key', 'one', { ifAbsent: true });
    await storage().delete(at('key'));
    await put('key', 'two', { ifAbsent: true });
    expect(await read('key')).toBe('two');
  });

  it(`lets ${one} of sixteen win, with its own bytes and metadata${because}`, async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        outcomeOf(put('folder/key', `writer ${i}`, { ifAbsent: true, metadata: { i: String(i) } })),
      ),
    );
    expectWinner(outcomes, 'OBJECT_EXISTS', racy);
    const winner = Number((await storage().head(at('folder/key')))?.metadata.i);
    expect(outcomes[winner]).toBe('resolved');
    expect(await read('folder/key')).toBe(`writer ${winner}`);
  });

  it('stays exclusive between deletes', async () => {
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.all([
        outcomeOf(put('f/key', 'a', { ifAbsent: true })),
        outcomeOf(put('f/key', 'b', { ifAbsent: true })),
        outcomeOf(storage().delete(at('f/other'))),
      ]);
      expectWinner(outcomes.slice(0, 2), 'OBJECT_EXISTS', racy);
      await storage().delete(at('f/key'));
    }
  });
}

function ifMatchCases({ storage, at, put, read, deviations }: StorageContext): void {
  it('replaces the object that it names', async () => {
    const { etag } = await put('key', 'one');
    const replaced = await put('key', 'two', { ifMatch: etag });
    expect(replaced.etag).not.toBe(etag);
    expect(await read('key')).toBe('two');
  });

  it('rejects with PRECONDITION_FAILED when it is another, and changes nothing', async () => {
    const { etag } = await put('key', 'one');
    await put('key', 'two');
    expect(await outcomeOf(put('key', 'six', { ifMatch: etag }))).toBe('PRECONDITION_FAILED');
    expect(await read('key')).toBe('two');
  });

  it('rejects with PRECONDITION_FAILED when it is gone, and creates nothing', async () => {
    const { etag } = await put('key', 'one');
    await storage().delete(at('key'));
    expect(await outcomeOf(put('key', 'two', { ifMatch: etag }))).toBe('PRECONDITION_FAILED');
    expect(await storage().head(at('key'))).toBeUndefined();
  });

  it('rejects for an ETag that never was', async () => {
    await put('key', 'one');
    expect(await outcomeOf(put('key', 'two', { ifMatch: 'f'.repeat(32) }))).toBe(
      'PRECONDITION_FAILED',
    );
  });

  const unsure = deviations.racyWrites;
  const one = unsure === undefined ? 'exactly one' : 'at least one';
  const because = unsure === undefined ? '' : `: ${unsure}`;
  it(`lets ${one} of sixteen replace the same version${because}`, async () => {
    const { etag } = await put('key', 'start');
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, (_, i) => outcomeOf(put('key', `writer ${i}`, { ifMatch: etag }))),
    );
    expectWinner(outcomes, 'PRECONDITION_FAILED', unsure);
    const [, winner] = (await read('key')).split(' ');
    expect(outcomes[Number(winner)]).toBe('resolved');
  });

  const counts = unsure === undefined ? 'counts right' : 'never counts too far';
  it(`${counts} when many count by compare-and-swap${because}`, async () => {
    await put('counter', '0');
    const increment = async (): Promise<void> => {
      for (;;) {
        const { etag } = (await storage().head(at('counter'))) ?? { etag: '' };
        const outcome = await outcomeOf(
          read('counter', { ifMatch: etag }).then((text) =>
            put('counter', String(Number(text) + 1), { ifMatch: etag }),
          ),
        );
        if (outcome === 'resolved') return;
        expect(outcome).toBe('PRECONDITION_FAILED');
      }
    };
    await Promise.all(Array.from({ length: 8 }, increment));
    const counted = Number(await read('counter'));
    if (unsure === undefined) expect(counted).toBe(8);
    expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(counted);
  });

  const racy = deviations.racyDelete;
  const what = 'when a put and a delete both name the same version';
  it(
    racy === undefined ? `lets one win ${what}` : `loses nothing else ${what}: ${racy}`,
    async () => {
      for (let round = 0; round < 10; round++) {
        const { etag } = await put('key', `round ${round}`);
        const [replaced] = await Promise.all([
          outcomeOf(put('key', 'two', { ifMatch: etag })),
          outcomeOf(storage().delete(at('key'), { ifMatch: etag })),
        ]);
        const left = await storage().head(at('key'));
        if (left !== undefined) expect(replaced).toBe('resolved');
        else if (racy === undefined) expect(replaced).toBe('PRECONDITION_FAILED');
      }
    },
  );
}
