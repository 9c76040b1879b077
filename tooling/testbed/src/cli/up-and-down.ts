import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../processes/until.ts';
import { findKeeper, startTimeOf, type CliPlace } from './keeper-file.ts';

/** Resolves to the lines for `eval`, of the server that runs already or of one that it starts. */
export async function up(place: CliPlace, words: readonly string[]): Promise<string> {
  const running = findKeeper(place);
  if (running !== undefined) return running.lines;
  const folder = mkdtempSync(join(tmpdir(), 'dg-testbed-'));
  const log = join(folder, 'keeper.log');
  const out = openSync(log, 'a');
  const keeper = spawn(process.execPath, [place.program, 'keep', ...words], {
    detached: true,
    stdio: ['ignore', out, out],
  });
  keeper.unref();
  try {
    await until(() => findKeeper(place) !== undefined, {
      what: 'the gateway is up',
      timeoutMs: 240_000,
      check: () => {
        if (keeper.exitCode !== null) throw new Error(readFileSync(log, 'utf8'));
      },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
  return findKeeper(place)?.lines ?? '';
}

/** Ends the server that `up` has started. Nothing running: does nothing. */
export async function down(place: CliPlace): Promise<void> {
  const keeper = findKeeper(place);
  if (keeper === undefined) return;
  process.kill(keeper.pid, 'SIGTERM');
  await until(() => startTimeOf(keeper.pid) !== keeper.startTime, {
    what: 'the gateway has ended',
  });
}
