import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface RunOptions {
  /** Added to this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

/** Runs a program to its end. Resolves to its stdout; @throws Error with its stderr when it fails. */
export async function runCommand(
  [program, ...words]: readonly [string, ...string[]],
  { env, timeoutMs = 60_000 }: RunOptions = {},
): Promise<string> {
  const options = { timeout: timeoutMs, maxBuffer: 64 << 20, env: { ...process.env, ...env } };
  const { stdout } = await execute(program, words, options);
  return stdout;
}
