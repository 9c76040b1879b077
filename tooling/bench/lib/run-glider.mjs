import { join } from 'node:path';
import { measureCommand } from './measure.mjs';
import { runCommand } from './run-command.mjs';

const CHILD = join(import.meta.dirname, 'glider-child.mjs');

/** Takes steps in a new process, as glider-child.mjs says. Resolves to `{ cpu, wall, storedSize }` of each. */
export async function runGlider(spec) {
  return JSON.parse(await runCommand(process.execPath, [CHILD, JSON.stringify(spec)]));
}

/** Takes steps in a new process: CPU and wall seconds and peak memory of all of it, its start included. */
export function measureGlider(spec) {
  const { user, system, wall, rss } = measureCommand(process.execPath, [
    CHILD,
    JSON.stringify(spec),
  ]);
  return { cpu: user + system, wall, rss };
}
