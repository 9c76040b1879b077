import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Runs a command: `{ wall, user, system }` in seconds, `rss` in bytes. Throws when it fails. */
export function measureCommand(command, words, env = {}) {
  const script = join(import.meta.dirname, 'measure.py');
  const printed = execFileSync('python3', [script, command, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const result = JSON.parse(printed);
  if (result.status !== 0)
    throw new Error(`${command} ${words.join(' ')} ended with ${result.status}`);
  return result;
}

/** CPU seconds of this process, its threads included, and wall seconds while the action runs. */
export async function measureHere(action) {
  const before = process.cpuUsage();
  const start = process.hrtime.bigint();
  const value = await action();
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(before);
  return { value, user: user / 1e6, system: system / 1e6, wall };
}

/** The middle of the figures. */
export function median(figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
