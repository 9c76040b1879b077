import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { S3Server } from '@repo/testbed';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { BUCKET } from './safety-engine.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Inside the package, where the bundle finds the AWS SDK. */
const program = join(here, `../node_modules/.test-children/s3-${process.pid}.mjs`);

export interface Child {
  readonly process: ChildProcess;
  /** What it has printed. @throws when it fails, with what it said; a child that was killed does not. */
  readonly end: Promise<string>;
}

/** Starts the child program over the bucket of the safety suites. */
export function startChild(server: S3Server, ...words: readonly string[]): Child {
  const { accessKeyId, secretAccessKey } = server.credentials;
  const place = [server.endpoint, `${accessKeyId}:${secretAccessKey}`, BUCKET];
  const child = spawn(process.execPath, ['--no-warnings', program, ...place, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { process: child, end: endOf(child, words) };
}

async function endOf(child: ChildProcess, words: readonly string[]): Promise<string> {
  let said = '';
  let errors = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await once(child, 'close');
  if (child.exitCode === 0 || child.signalCode === 'SIGKILL') return said;
  throw new Error(`${words.join(' ')} ended with ${child.exitCode}: ${errors.slice(0, 2000)}`);
}

/** Registers hooks that bundle the child program, so that plain Node runs it. */
export function useChildProgram(): void {
  beforeAll(async () => {
    await mkdir(join(program, '..'), { recursive: true });
    await build({
      entryPoints: [join(here, 's3-child.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      conditions: ['@deltaglider/source'],
      external: ['@aws-sdk/*'],
      logLevel: 'error',
    });
  });
  afterAll(() => rm(program, { force: true }));
}
