import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Inside the package, where the bundle finds its native module. */
const directory = join(here, '../node_modules/.test-children');

/** Bundles the child program, so that plain Node runs it; resolves to its path. */
export async function buildChild(name: string): Promise<string> {
  const outfile = join(directory, `${name}-${process.pid}.mjs`);
  await mkdir(directory, { recursive: true });
  await build({
    entryPoints: [join(here, 'child.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@deltaglider/source'],
    external: ['@napi-rs/xattr'],
    logLevel: 'error',
  });
  return outfile;
}

export async function removeChild(path: string): Promise<void> {
  await rm(path, { force: true });
}

export interface Child {
  readonly process: ChildProcessWithoutNullStreams;
  /** The next line that it prints; `undefined` at its end. */
  readonly nextLine: () => Promise<string | undefined>;
  /** All lines that are left; fails when the child does. */
  readonly finish: () => Promise<string[]>;
}

/** Starts a program and reads what it says, line by line. */
export function startChild(command: string, args: readonly string[]): Child {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string | undefined> => {
    const next = await lines.next();
    return next.done === true ? undefined : next.value;
  };
  const finish = async (): Promise<string[]> => {
    const rest: string[] = [];
    for (let line = await nextLine(); line !== undefined; line = await nextLine()) rest.push(line);
    await ended;
    if (child.exitCode !== 0) throw new Error(`The child ended with ${child.exitCode}: ${errors}`);
    return rest;
  };
  return { process: child, nextLine, finish };
}
