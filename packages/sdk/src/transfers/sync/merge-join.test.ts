import { compareUtf8 } from '@deltaglider/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeJoin } from './merge-join.ts';

const named = (names: readonly string[]) => names.map((relative) => ({ relative }));

async function* inTurn<T>(items: readonly T[], onPull: () => void = () => undefined) {
  for (const item of items) {
    onPull();
    yield item;
  }
}

/** `a=`, `a<` or `a>` for each name: both have it, or only the left or right one. */
async function join(left: readonly string[], right: readonly string[]): Promise<string[]> {
  const rows: string[] = [];
  for await (const pair of mergeJoin(inTurn(named(left)), inTurn(named(right)))) {
    const sign = pair.left && pair.right ? '=' : pair.left ? '<' : '>';
    rows.push(`${(pair.left ?? pair.right)?.relative ?? ''}${sign}`);
  }
  return rows;
}

describe('mergeJoin', () => {
  it('pairs names in the order of their bytes', async () => {
    const odd = ['a', 'a-', 'a.txt', 'a/b', 'a0', 'é', '\uffee', '\u{1f600}'];
    expect([...odd].sort(compareUtf8)).toEqual(odd);
    const every = odd.map((name) => `${name}=`);
    expect(await join(odd, odd)).toEqual(every);
    for (const missing of odd) {
      const rest = odd.filter((name) => name !== missing);
      const expected = odd.map((name) => (name === missing ? `${name}<` : `${name}=`));
      expect(await join(odd, rest)).toEqual(expected);
    }
  });

  it('is the outer join of two sets', async () => {
    const names = fc.uniqueArray(
      fc.string({ unit: fc.constantFrom('a', '/', '-', '.', '😀', '￮') }),
    );
    await fc.assert(
      fc.asyncProperty(names, names, async (left, right) => {
        const all = [...new Set([...left, ...right])].sort(compareUtf8);
        const sign = (name: string) =>
          left.includes(name) && right.includes(name) ? '=' : left.includes(name) ? '<' : '>';
        expect(await join(left.sort(compareUtf8), right.sort(compareUtf8))).toEqual(
          all.map((name) => name + sign(name)),
        );
      }),
    );
  });

  it('leaves out what comes behind its turn', async () => {
    expect(await join(['a', 'c'], ['b', 'a', 'c', 'c'])).toEqual(['a<', 'b>', 'c=']);
  });

  it('reads no further ahead than one item of each side, and ends both when it is left', async () => {
    let [lefts, rights] = [0, 0];
    const names = named(Array.from({ length: 100 }, (_, i) => String(i).padStart(3, '0')));
    const left = inTurn(names, () => lefts++);
    const right = inTurn(names.slice(50), () => rights++);
    let pairs = 0;
    for await (const pair of mergeJoin(left, right)) {
      pairs++;
      expect(pair.right).toBeUndefined();
      expect([lefts, rights]).toEqual([pairs, 1]);
      if (pairs === 20) break;
    }
    expect(await left.next()).toEqual({ done: true, value: undefined });
    expect(await right.next()).toEqual({ done: true, value: undefined });
  });
});
