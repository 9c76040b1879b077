import { spawnSync } from 'node:child_process';

/** Commands that a machine with all the others may lack. */
const OPTIONAL = new Set(['ar', 'dpkg-deb', 'pigz']);

/** Whether a command is there; one that is missing is said aloud, or fails where it is required. */
export function hasCommand(name: string): boolean {
  if (spawnSync(name, ['--version']).error === undefined) return true;
  if (process.env.DG_REQUIRE_NATIVE === '1' && !OPTIONAL.has(name))
    throw new Error(`${name} required.`);
  console.warn(`NOT RUN: comparison with the ${name} command (it is not installed).`);
  return false;
}
