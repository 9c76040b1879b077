import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface DaemonOptions {
  /** For errors. */
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** File that takes what the program prints. */
  readonly log: string;
  /** Added to this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * A program in the background that never outlives this process: the kernel sends it SIGKILL when the thread that
 * started it ends (`prctl(PR_SET_PDEATHSIG)`, by util-linux's `setpriv`), whatever ended that. It is in a session of
 * its own, so that Ctrl-C at the terminal ends it only by way of this process.
 */
export class Daemon {
  readonly #options: DaemonOptions;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: DaemonOptions) {
    this.#options = options;
  }

  start(): void {
    const { command, log, env } = this.#options;
    const out = openSync(log, 'a');
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...command], {
      detached: true,
      stdio: ['ignore', out, out],
      env: { ...process.env, ...env },
    });
    closeSync(out);
    // A forgotten server must not keep the process from ending; it is ended with it.
    child.unref();
    this.#ended = new Promise((resolve) => {
      child.once('exit', () => {
        resolve();
      });
      child.once('error', () => {
        resolve();
      });
    });
    this.#child = child;
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** @throws Error with the program's last words when it has ended. */
  assertRunning(): void {
    if (this.isRunning) return;
    const { name, log } = this.#options;
    throw new Error(`${name} ended by itself. The end of ${log}:\n${lastLines(log)}`);
  }

  /** Ends it without a word, as a power cut would. Resolves when it is gone. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    // Now there is something to wait for.
    this.#child?.ref();
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}
