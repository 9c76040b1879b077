import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Runs a command to its end and resolves to what it printed. Rejects when it fails. */
export async function runCommand(command, words, options = {}) {
  const { stdout } = await exec(command, words, { maxBuffer: 2 ** 26, ...options });
  return stdout;
}
