import { expect, it } from 'vitest';
import { progressLine } from './progress-line.ts';

const MIB = 1024 ** 2;
const progress = {
  transfers: 5,
  finished: 2,
  totalBytes: 30 * MIB,
  doneBytes: 12 * MIB,
  putBytes: 10 * MIB,
  storedBytes: MIB,
  complete: true,
};

it('shows how far, how fast, how long and what for', () => {
  expect(progressLine(progress, { elapsedMs: 4000, columns: 120 })).toBe(
    '[####------] 12.0/30.0 MiB  3.0 MiB/s  0:06 left  stored 1.0 MiB, 90% saved  ' +
      '3 file(s) remaining',
  );
});

it('has room for all but the last in 80 columns', () => {
  const large = {
    ...progress,
    totalBytes: 300 * MIB,
    doneBytes: 120 * MIB,
    storedBytes: 100 * MIB,
  };
  expect(progressLine(large, { elapsedMs: 4000, columns: 80 })).toBe(
    '[####------] 120.0/300.0 MiB  30.0 MiB/s  0:06 left  stored 100.0 MiB, 0% saved',
  );
});

it('names both units where they differ', () => {
  expect(progressLine({ ...progress, doneBytes: 1536 }, { elapsedMs: 1, columns: 80 })).toContain(
    ' 1.5 KiB/30.0 MiB ',
  );
});

it('never fills the last column', () => {
  for (const columns of [20, 40, 60, 80]) {
    expect(progressLine(progress, { elapsedMs: 4000, columns }).length).toBeLessThan(columns);
  }
});

it('does not guess while more may be found', () => {
  const early = { ...progress, complete: false };
  expect(progressLine(early, { elapsedMs: 4000, columns: 120 })).toBe(
    '[####------] 12.0/~30.0 MiB  3.0 MiB/s  stored 1.0 MiB, 90% saved  ' + '~3 file(s) remaining',
  );
});

it('has hours, and no division by zero', () => {
  const slow = { ...progress, doneBytes: 1, putBytes: 0 };
  expect(progressLine(slow, { elapsedMs: 1, columns: 120 })).toContain('8:44:18 left');
  const idle = { ...progress, doneBytes: 0, totalBytes: 0 };
  expect(progressLine(idle, { elapsedMs: 0, columns: 200 })).not.toMatch(/NaN|Infinity/);
});
