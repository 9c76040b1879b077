import { describe, expect, it } from 'vitest';
import { planEviction } from './plan-eviction.ts';

const entries = [
  { sha256: 'new', size: 4, usedMs: 30 },
  { sha256: 'old', size: 4, usedMs: 10 },
  { sha256: 'middle', size: 4, usedMs: 20 },
];
const plan = (maxBytes: number, keep?: string) =>
  planEviction(entries, { maxBytes, ...(keep === undefined ? {} : { keep }) }).map(
    ({ sha256 }) => sha256,
  );

describe('planEviction', () => {
  it('evicts nothing that fits', () => {
    expect(plan(12)).toEqual([]);
  });
  it('evicts the least recently used first, and no more than needed', () => {
    expect(plan(11)).toEqual(['old']);
    expect(plan(7)).toEqual(['old', 'middle']);
  });
  it('never evicts the one to keep', () => {
    expect(plan(4, 'old')).toEqual(['middle', 'new']);
    expect(plan(0, 'old')).toEqual(['middle', 'new']);
  });
});
