import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';

const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** @default the world's working directory */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What standard input has; without it, it is empty. */
  readonly input?: Uint8Array | string;
}

const worlds: World[] = [];
afterAll(() => {
  for (const { root } of worlds) rmSync(root, { recursive: true, force: true });
});

/** A machine of its own: home, working directory, temporary directory and a store. */
export class World {
  readonly root = mkdtempSync(join(tmpdir(), 'dg-cli-'));
  readonly work = this.directory('work');
  readonly store = this.directory('store');
  readonly scratch = this.directory('tmp');
  readonly storeUrl = pathToFileURL(this.store).href;
  readonly env: Readonly<Record<string, string>>;

  /** `env` is said beside, or instead of, what every world has. */
  constructor(env: Readonly<Record<string, string>> = {}) {
    worlds.push(this);
    this.env = {
      PATH: process.env.PATH ?? '',
      HOME: this.directory('home'),
      TMPDIR: this.scratch,
      TZ: 'Asia/Kolkata',
      DG_STORE: this.storeUrl,
      DG_CACHE_DIR: join(this.root, 'cache'),
      ...env,
    };
  }

  directory(name: string): string {
    const path = join(this.root, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Writes a file below the working directory. */
  write(name: string, content: Uint8Array | string): string {
    const path = join(this.work, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  read(name: string): Buffer {
    return readFileSync(join(this.work, name));
  }

  /** Everything below a directory of the world, sorted, directories left out. */
  files(directory: string): string[] {
    return readdirSync(join(this.root, directory), { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(this.root, directory, name)).isFile())
      .sort();
  }

  /** Starts the command line and leaves it running. */
  start(args: readonly string[], options: RunOptions = {}): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [BIN, ...args], {
      cwd: options.cwd ?? this.work,
      env: { ...this.env, ...options.env },
    });
  }

  /** Runs the command line to its end. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const child = this.start(args, options);
    // A command that ends without reading is no failure of the test.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    return await outcomeOf(child);
  }

  /** As `run` of words separated by blanks. @throws when it does not end with 0. */
  async ok(line: string): Promise<Outcome> {
    const outcome = await this.run(line.split(' '));
    if (outcome.code !== 0) throw new Error(`${line}: ${outcome.code} ${outcome.stderr}`);
    return outcome;
  }
}

/** What a child wrote, and how it ended. */
export async function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

/** The lines of an output, as JSON. */
export function documents(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Bytes of a release: mostly the same, with the version in the middle; they do not compress. */
export function release(version: string, size = 200_000): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = 12345;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = state >>> 24;
  }
  bytes.set(new TextEncoder().encode(`version ${version}`), size >> 1);
  return bytes;
}
