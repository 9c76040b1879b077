import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStorage, type Engine } from '@deltaglider/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUCKET, clientOf, put, unrelated, version } from '../../../test/safety-engine.ts';
import { openVerifyJournal, type OpenVerifyJournalOptions } from './verify-journal.ts';
import { verifyObjects } from './verify-objects.ts';
import type { VerifyObjectsOptions } from './verify-options.ts';

let directory: string;
let path: string;
let storage: MemoryStorage;
let engine: Engine;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dg-journal-'));
  path = join(directory, 'journal');
  storage = new MemoryStorage();
  await storage.createBucket(BUCKET);
  engine = clientOf(storage);
  for (const seed of [1, 2]) await put(engine, `app/${seed}.zip`, version(seed));
  await put(engine, 'notes.txt', unrelated(1));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const source = { bucket: BUCKET, key: '' };
const openJournal = (options: Partial<OpenVerifyJournalOptions> = {}) =>
  openVerifyJournal({ path, source, seed: 'a', ...options });

async function verify(options: Partial<VerifyObjectsOptions> = {}) {
  await using journal = await openJournal();
  return await verifyObjects({
    engine,
    source: { type: 'object', address: source },
    recursive: true,
    journal,
    ...options,
  });
}

const nothing = { valid: 0, damaged: 0, failed: 0 };

describe('a journal', () => {
  it('saves a second reading', async () => {
    expect(await verify()).toMatchObject({ valid: 3, skipped: 0, references: { valid: 1 } });
    expect(await verify()).toMatchObject({
      ...nothing,
      skipped: 3,
      bytesRead: 0,
      references: nothing,
    });
  });

  it('does not save what was written since', async () => {
    await verify();
    await put(engine, 'notes.txt', unrelated(2));
    await put(engine, 'app/2.zip', version(3));
    expect(await verify()).toMatchObject({ valid: 2, skipped: 1, references: { valid: 1 } });
  });

  it('does not remember what is damaged', async () => {
    await storage.delete({ bucket: BUCKET, key: 'app/reference.bin' });
    expect(await verify()).toMatchObject({ valid: 1, damaged: 2 });
    expect(await verify()).toMatchObject({ valid: 0, damaged: 2, skipped: 1 });
  });

  it('goes on where a bound has ended a run', async () => {
    const { left } = await verify({ maxBytes: 9_000, concurrency: 1 });
    expect(left).toBe(1);
    expect(await verify()).toMatchObject({ valid: 1, skipped: 2, left: 0 });
  });

  it('goes on where a run was interrupted', async () => {
    const controller = new AbortController();
    const run = verify({
      concurrency: 1,
      signal: controller.signal,
      observe: ({ kind }) => {
        if (kind === 'object') controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(await verify()).toMatchObject({ valid: 2, skipped: 1 });
  });

  it('forgets a line that was cut off, and goes on behind it', async () => {
    await verify();
    const whole = await readFile(path, 'utf8');
    await writeFile(path, whole.slice(0, -20));
    expect(await verify()).toMatchObject({ valid: 1, skipped: 2 });
    expect(await verify()).toMatchObject({ valid: 0, skipped: 3 });
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(whole.split('\n').length);
  });

  it('keeps the seed of the run that began it', async () => {
    await (await openJournal()).close();
    await using journal = await openJournal({ seed: 'b' });
    expect(journal.seed).toBe('a');
  });
});

describe('what is no journal of this', () => {
  const damage = [
    ['a changed byte', (text: string) => text.replace('notes', 'nodes')],
    ['a missing piece', (text: string) => text.replace('"etag"', '"tag"')],
    ['a line of something else', (text: string) => `${text}{}\n`],
    ['a line that never ends', (text: string) => text + 'x'.repeat(1 << 17)],
  ] as const;
  it.each(damage)('is refused: %s', async (_, change) => {
    await verify();
    const text = change(await readFile(path, 'utf8'));
    await writeFile(path, text);
    await expect(openJournal()).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/journal is damaged: line \d+ /) as string,
      details: { path },
    });
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it.each(['my notes\n', '{"format":"another"}\n', '[]', 'no line feed', 'x'.repeat(1 << 17)])(
    'is refused, and left as it is: %.20s',
    async (text) => {
      await writeFile(path, text);
      await expect(openJournal()).rejects.toThrow(`The file ${path} is not a journal of verify.`);
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );

  it.each([
    [{ source: { bucket: 'other', key: '' } }, `s3://${BUCKET}/, not of s3://other/.`],
    [{ source: { bucket: BUCKET, key: 'app/' } }, `s3://${BUCKET}/, not of s3://${BUCKET}/app/.`],
    [{ store: 'file:///b' }, ` in , not of s3://${BUCKET}/ in file:///b.`],
  ])('is refused: one of another place %#', async (options, message) => {
    await (await openJournal()).close();
    await expect(openJournal(options)).rejects.toThrow(message);
  });

  it('is refused: a directory, or a path that leads nowhere', async () => {
    await expect(openJournal({ path: directory })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await expect(openJournal({ path: join(directory, 'no/such') })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { path: join(directory, 'no/such') },
    });
  });

  it('may begin as an empty file', async () => {
    await appendFile(path, '');
    await (await openJournal()).close();
    expect(await readFile(path, 'utf8')).toMatch(/^\{"format":"deltaglider verify journal 1"/);
  });
});
