import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import {
  bufferSource,
  collect,
  getObject,
  listObjects,
  putObject,
  type Engine,
} from '@deltaglider/core';
import { BUCKET } from '../../core/test/create-test-engine.ts';
import {
  planSync,
  runTransfers,
  type PlanSyncOptions,
  type TransferEvent,
  type TransferTask,
} from '../src/index.ts';

/** Older than whatever the clock of the test engine says. */
export const OLD = new Date('2020-01-01T00:00:00Z');

export const object = (key: string) => ({
  type: 'object' as const,
  address: { bucket: BUCKET, key },
});
export const file = (path: string) => ({ type: 'file' as const, path });

/** A directory of its own, with what a test does to it. */
export function createTree() {
  const root = mkdtempSync(join(tmpdir(), 'dg-sync-'));
  return {
    root,
    write: (name: string, content: string | Uint8Array, mtime = OLD): string => {
      const path = join(root, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      utimesSync(path, mtime, mtime);
      return path;
    },
    mtime: (name: string) => statSync(join(root, name)).mtime,
    /** Name and text of every file, sorted by name. */
    content: (): Record<string, string> =>
      Object.fromEntries(
        readdirSync(root, { recursive: true, encoding: 'utf8' })
          .filter((name) => statSync(join(root, name)).isFile())
          .sort()
          .map((name) => [name.replaceAll(sep, '/'), readFileSync(join(root, name), 'latin1')]),
      ),
  };
}

export async function put(
  engine: Engine,
  key: string,
  content: string | Uint8Array,
): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await putObject(engine, { address: { bucket: BUCKET, key }, body: bufferSource(bytes) });
}

/** Logical key and text of every object below a prefix, in the order of the listing. */
export async function content(engine: Engine, prefix = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { key, type } of listObjects(engine, { bucket: BUCKET, prefix })) {
    if (type !== 'object') continue;
    const { body } = await getObject(engine, { address: { bucket: BUCKET, key } });
    found[key.slice(prefix.length)] = Buffer.from(await collect(body)).toString('latin1');
  }
  return found;
}

/** Runs a sync and tells what it did, one short line for each event. */
export async function sync(
  options: PlanSyncOptions,
  run: { readonly dryRun?: boolean; readonly concurrency?: number } = {},
): Promise<string[]> {
  const lines: string[] = [];
  await runTransfers(planSync(options), {
    engine: options.engine,
    source: options.sourceEngine,
    ...run,
    observe: (event) => lines.push(...linesOf(event, options)),
  });
  return lines.sort();
}

function linesOf(event: TransferEvent, { source, destination }: PlanSyncOptions): string[] {
  if (event.type === 'warning') return [`warning ${event.subject}: ${event.reason}`];
  if (event.type === 'notice') return [event.message];
  if (event.type !== 'result' && event.type !== 'error') return [];
  const { task } = event;
  let name = nameOf(task);
  for (const side of [source, destination]) {
    if (side.type === 'file') name = name.replace(side.path + sep, '');
  }
  return [`${event.type === 'error' ? 'failed ' : ''}${task.operation} ${name}`];
}

function nameOf(task: TransferTask): string {
  if (task.operation === 'move') return nameOf(task.transfer);
  if (task.operation === 'upload') return task.path;
  return task.operation === 'delete' && task.from === undefined ? task.path : task.from.key;
}
