import { describe, expect, it } from 'vitest';
import { isOutdated, type SyncDirection, type SyncRules } from './sync-strategy.ts';

/** Seconds. */
const entry = (time: number, size = 5) =>
  ({ type: 'entry', relative: 'a', size, mtime: new Date(time * 1000) }) as const;

function outdated(direction: SyncDirection, times: [number, number], rules: SyncRules = {}) {
  const [source, destination] = [entry(times[0]), entry(times[1])];
  return isOutdated({ direction, source, destination, ...rules });
}

describe('isOutdated', () => {
  it.each(['upload', 'download', 'copy'] as const)(
    'is true of another size for a %s',
    (direction) => {
      const sides = { direction, source: entry(10, 4), destination: entry(10, 5) };
      expect(isOutdated(sides)).toBe(true);
      expect(isOutdated({ ...sides, sizeOnly: true })).toBe(true);
    },
  );

  it.each([
    // A newer source.
    ['upload', [11, 10], true],
    ['upload', [10, 10], false],
    ['upload', [9, 10], false],
    ['copy', [11, 10], true],
    ['copy', [10, 10], false],
    ['copy', [9, 10], false],
    // A newer file, which is what aws does.
    ['download', [10, 11], true],
    ['download', [10, 10], false],
    ['download', [10, 9], false],
    // Parts of a second of a file count, those of an object beside a file do not.
    ['upload', [10.5, 10], true],
    ['upload', [10.5, 10.7], true],
    ['upload', [10, 10.7], false],
    ['download', [10, 10.5], true],
    ['download', [10.9, 10], false],
    ['copy', [10.5, 10.7], false],
    ['copy', [10.7, 10.5], true],
  ] as const)('of a %s at %j is %j', (direction, [source, destination], expected) => {
    expect(outdated(direction, [source, destination])).toBe(expected);
    expect(outdated(direction, [source, destination], { sizeOnly: true })).toBe(false);
  });

  it('wants equal times of downloads, and of nothing else, with exactTimestamps', () => {
    const rules = { exactTimestamps: true };
    expect(outdated('download', [10.7, 10], rules)).toBe(false);
    expect(outdated('download', [10, 9], rules)).toBe(true);
    expect(outdated('download', [10, 10.5], rules)).toBe(true);
    expect(outdated('upload', [9, 10], rules)).toBe(false);
    expect(outdated('copy', [9, 10], rules)).toBe(false);
  });
});
